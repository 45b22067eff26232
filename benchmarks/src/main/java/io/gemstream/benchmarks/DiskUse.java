package io.gemstream.benchmarks;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.HostPort;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** Measures what generations leave in Kafka: records and bytes by topic, of one copy, then bytes of all, without indexes. */
public final class DiskUse {

    private static final int PROMPT_TOKENS = 64;

    private DiskUse() {}

    /** Records and bytes. */
    private record Amount(long records, long bytes) {

        Amount minus(Amount other) {
            return new Amount(records - other.records, bytes - other.bytes);
        }

        Amount plus(Amount other) {
            return new Amount(records + other.records, bytes + other.bytes);
        }
    }

    /** What is in all topics. {@code onDisks} counts every copy. */
    private record Found(Map<String, Amount> topics, long onDisks) {}

    /** Arguments: target, addresses of brokers, generations, tokens of each, generations at a time. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int generations = Integer.parseInt(args[2]);
        int tokens = Integer.parseInt(args[3]);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[1]));
                GemstreamClient client = GemstreamClient.connect(List.of(HostPort.parse(args[0])))) {
            generate(client, 1, tokens, 1); // the topics are there
            Found before = find(admin);
            generate(client, generations, tokens, Integer.parseInt(args[4]));
            // The last rows are written when the streams have ended.
            Thread.sleep(1_000);
            report(before, find(admin), generations, (long) generations * tokens);
        }
    }

    private static void generate(GemstreamClient client, int generations, int tokens, int atATime) {
        Requests requests = new Requests();
        Queue<TimedGeneration> running = new ArrayDeque<>();
        for (int i = 0; i < generations; i++) {
            if (running.size() == atATime) {
                running.remove().awaitEnd();
            }
            running.add(TimedGeneration.start(client, requests.next(PROMPT_TOKENS, tokens)));
        }
        running.forEach(TimedGeneration::awaitEnd);
    }

    private static Found find(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> bytes = new HashMap<>();
        long onDisks = 0;
        List<Integer> brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        for (Map<String, LogDirDescription> folders : admin.describeLogDirs(brokers).allDescriptions().get().values()) {
            for (LogDirDescription folder : folders.values()) {
                folder.replicaInfos().forEach((partition, replica) -> bytes.merge(partition, replica.size(), Math::max));
                onDisks += folder.replicaInfos().values().stream().mapToLong(ReplicaInfo::size).sum();
            }
        }
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        bytes.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        Map<String, Amount> amounts = new TreeMap<>();
        admin.listOffsets(ends).all().get().forEach((partition, end) -> amounts.merge(
                partition.topic(), new Amount(end.offset(), bytes.get(partition)), Amount::plus));
        return new Found(amounts, onDisks);
    }

    private static void report(Found before, Found after, int generations, long tokens) {
        System.out.printf(Locale.ROOT, "%d generations of %d tokens%n%n", generations, tokens / generations);
        System.out.println("| topic | records a generation | a token | bytes a record | a token |");
        System.out.println("|---|---|---|---|---|");
        Amount all = new Amount(0, 0);
        for (Map.Entry<String, Amount> topic : after.topics().entrySet()) {
            Amount more = topic.getValue().minus(before.topics().getOrDefault(topic.getKey(), new Amount(0, 0)));
            if (more.records() > 0) {
                row(topic.getKey(), more, generations, tokens);
                all = all.plus(more);
            }
        }
        row("all", all, generations, tokens);
        System.out.printf(Locale.ROOT, "%n%.0f MB for a million tokens, %.0f on the disks of all brokers%n",
                (double) all.bytes() / tokens, (double) (after.onDisks() - before.onDisks()) / tokens);
    }

    private static void row(String topic, Amount amount, int generations, long tokens) {
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.2f | %.0f | %.1f |%n", topic,
                (double) amount.records() / generations, (double) amount.records() / tokens,
                (double) amount.bytes() / amount.records(), (double) amount.bytes() / tokens);
    }
}
