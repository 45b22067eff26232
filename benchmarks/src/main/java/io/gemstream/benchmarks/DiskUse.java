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
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** Measures what generations leave in Kafka: records and bytes by topic, of one copy and without indexes. */
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

    /** Arguments: target, address of a broker, generations, tokens of each, generations at a time. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        int generations = Integer.parseInt(args[2]);
        int tokens = Integer.parseInt(args[3]);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[1]));
                GemstreamClient client = GemstreamClient.connect(List.of(HostPort.parse(args[0])))) {
            generate(client, 1, tokens, 1); // the topics are there
            Map<String, Amount> before = amounts(admin);
            generate(client, generations, tokens, Integer.parseInt(args[4]));
            // The last rows are written when the streams have ended.
            Thread.sleep(1_000);
            report(before, amounts(admin), generations, (long) generations * tokens);
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

    private static Map<String, Amount> amounts(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> bytes = new HashMap<>();
        List<Integer> brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        for (Map<String, LogDirDescription> folders : admin.describeLogDirs(brokers).allDescriptions().get().values()) {
            folders.values().forEach(folder -> folder.replicaInfos().forEach(
                    (partition, replica) -> bytes.merge(partition, replica.size(), Math::max)));
        }
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        bytes.keySet().forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        Map<String, Amount> amounts = new TreeMap<>();
        admin.listOffsets(ends).all().get().forEach((partition, end) -> amounts.merge(
                partition.topic(), new Amount(end.offset(), bytes.get(partition)), Amount::plus));
        return amounts;
    }

    private static void report(Map<String, Amount> before, Map<String, Amount> after, int generations, long tokens) {
        System.out.printf(Locale.ROOT, "%d generations of %d tokens%n%n", generations, tokens / generations);
        System.out.println("| topic | records a generation | a token | bytes a record | a token |");
        System.out.println("|---|---|---|---|---|");
        Amount all = new Amount(0, 0);
        for (Map.Entry<String, Amount> topic : after.entrySet()) {
            Amount more = topic.getValue().minus(before.getOrDefault(topic.getKey(), new Amount(0, 0)));
            if (more.records() > 0) {
                row(topic.getKey(), more, generations, tokens);
                all = all.plus(more);
            }
        }
        row("all", all, generations, tokens);
        System.out.printf(Locale.ROOT, "%n%.0f MB for a million tokens%n", (double) all.bytes() / tokens);
    }

    private static void row(String topic, Amount amount, int generations, long tokens) {
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.2f | %.0f | %.1f |%n", topic,
                (double) amount.records() / generations, (double) amount.records() / tokens,
                (double) amount.bytes() / amount.records(), (double) amount.bytes() / tokens);
    }
}
