package io.gemstream.benchmarks.history;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import io.gemstream.benchmarks.GatewayProcess;
import io.gemstream.benchmarks.Percentiles;
import io.gemstream.proto.Topics;
import io.gemstream.service.history.HistoryLookup;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.Partitions;
import io.gemstream.service.kafka.TopicReaders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures a gateway by the number of operations that have ended: how soon it is there, what it holds, how long it takes to
 * find one and to list some. Rows are written as gateways write them, and indexed by the gateway that is measured before.
 */
public final class History {

    private static final Duration RETENTION = Duration.ofHours(24);
    private static final int GRPC_PORT = 19_000;
    private static final String HEAP = "-Xmx512m";
    private static final int ROUNDS = 100;
    private static final int WINDOW = 1_024;

    private History() {}

    /** Arguments: address of a broker, file for the gateway's log, numbers of operations, each more than the one before. */
    public static void main(String[] args) throws IOException, InterruptedException {
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", args[0]), new TopicReaders());
        Path log = Path.of(args[1]);
        System.out.println("| operations | start, s | heap, MiB | GetOperation p50, p99, ms | unknown key p50, p99, ms |"
                + " first page | 20th page | of a tenant in 1,000 | of an hour ago |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        long written = 0;
        for (int i = 2; i < args.length; i++) {
            long count = Long.parseLong(args[i]);
            try (GatewayProcess gateway = GatewayProcess.start(args[0], GRPC_PORT, log, HEAP)) {
                EndedOperations.write(clients, written, count);
                awaitIndex(clients, count);
            }
            written = count;
            try (GatewayProcess gateway = GatewayProcess.start(args[0], GRPC_PORT, log, HEAP)) {
                measure(gateway, clients, count);
            }
        }
    }

    private static void measure(GatewayProcess gateway, KafkaClients clients, long count) throws IOException {
        OperationsBlockingStub operations = gateway.operations();
        SplittableRandom random = new SplittableRandom(count);
        Percentiles found = time(ROUNDS, _ -> operations.getOperation(GetOperationRequest.newBuilder()
                .setName("operations/" + EndedOperations.id(random.nextLong(count))).build()));
        Percentiles unknown;
        try (HistoryLookup lookup = new HistoryLookup(clients, "history-lookup", RETENTION, System::currentTimeMillis)) {
            IntStream.range(0, 20).forEach(_ -> lookup.find(UUID.randomUUID().toString()));
            unknown = time(ROUNDS, _ -> lookup.find(UUID.randomUUID().toString()));
        }
        Percentiles first = time(ROUNDS, _ -> list(operations, "", ""));
        String token = "";
        for (int page = 0; page < 19; page++) {
            token = list(operations, "", token).getNextPageToken();
        }
        String last = token;
        Percentiles twentieth = time(ROUNDS, _ -> list(operations, "", last));
        Percentiles tenant = time(ROUNDS, _ -> list(operations, "tenant = " + EndedOperations.tenant(7), ""));
        String hourAgo = java.time.Instant.now().minus(Duration.ofHours(1)).toString();
        Percentiles old = time(ROUNDS, _ -> list(operations, "end_time < " + hourAgo, ""));
        System.out.printf(Locale.ROOT, "| %,d | %.2f | %d | %s | %s | %s | %s | %s | %s |%n", count,
                gateway.startTime().toMillis() / 1e3, gateway.liveHeapMib(), text(found), text(unknown), text(first),
                text(twentieth), text(tenant), text(old));
    }

    private static ListOperationsResponse list(OperationsBlockingStub operations, String filter, String token) {
        return operations.listOperations(
                ListOperationsRequest.newBuilder().setFilter(filter).setPageToken(token).setPageSize(50).build());
    }

    private static Percentiles time(int rounds, IntConsumer work) {
        return Percentiles.of(IntStream.range(0, rounds).mapToDouble(round -> {
            long start = System.nanoTime();
            work.accept(round);
            return (System.nanoTime() - start) / 1e6;
        }).toArray());
    }

    private static String text(Percentiles times) {
        return String.format(Locale.ROOT, "%.1f, %.1f", times.at(50), times.at(99));
    }

    private static void awaitIndex(KafkaClients clients, long count) throws InterruptedException {
        long start = System.nanoTime();
        try (Consumer<String, byte[]> consumer = clients.consumer("history")) {
            List<TopicPartition> rows = Partitions.of(consumer, Topics.HISTORY);
            List<TopicPartition> index = Partitions.of(consumer, Topics.HISTORY_INDEX);
            while (consumer.endOffsets(index).values().stream().mapToLong(Long::longValue).sum()
                    < consumer.endOffsets(rows).values().stream().mapToLong(end -> end / WINDOW).sum()) {
                Thread.sleep(100);
            }
        }
        System.err.printf(Locale.ROOT, "%,d rows: indexed %.1f s after the last was written%n", count,
                (System.nanoTime() - start) / 1e9);
    }
}
