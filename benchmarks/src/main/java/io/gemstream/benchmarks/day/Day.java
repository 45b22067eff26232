package io.gemstream.benchmarks.day;

import io.gemstream.benchmarks.GatewayOrders;
import io.gemstream.client.GemstreamClient;
import io.gemstream.gemma.GemmaModel;
import io.gemstream.proto.HostPort;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Simulates a day of a cluster, compressed: requests come as in a day with bursts, processes are killed, and every answer is
 * compared with what the engine must say. Ends with 1 where anything was lost, repeated or different.
 */
public final class Day {

    private static final Duration AFTERWARDS = Duration.ofMinutes(5);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private Day() {}

    /** Arguments: model file, folder for report, data and logs, then [minutes] [--name value]... of {@link DayOptions}. */
    public static void main(String[] args) throws Exception {
        DayOptions options = DayOptions.parse(List.of(args).subList(2, args.length));
        Path folder = Files.createDirectories(Path.of(args[1]).toAbsolutePath());
        Path model = Path.of(args[0]).toAbsolutePath();
        Trace trace = Trace.draw(options);
        System.out.printf("%d requests in %.0f s, %d bursts; starting %d processes%n", trace.asked().size(),
                options.seconds(), trace.bursts().size(),
                options.brokers() + options.gateways() + options.tokenizers() + options.workers());
        Verdict verdict;
        try (Cluster cluster = Cluster.start(options, folder, model)) {
            verdict = run(options, trace, cluster, model, folder);
        }
        verdict.failures().stream().limit(20).forEach(System.out::println);
        System.exit(verdict.failures().isEmpty() ? 0 : 1);
    }

    private static Verdict run(DayOptions options, Trace trace, Cluster cluster, Path model, Path folder) throws Exception {
        Waiting counts = new Waiting();
        AtomicInteger arrivals = new AtomicInteger();
        List<ManagedChannel> channels = cluster.gateways().stream().map(Day::channel).toList();
        List<Reading> readings = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        List<Moment> moments;
        List<Kills.Kill> kills;
        long beganMs;
        try (GemmaModel gemma = GemmaModel.load(model); Observer observer = new Observer(cluster, options, counts, arrivals)) {
            List<List<GemstreamClient>> clients = clients(channels);
            Kills killing = new Kills(cluster, options);
            long beganNs = System.nanoTime();
            beganMs = System.currentTimeMillis();
            killing.begin();
            for (Asked asked : trace.asked()) {
                long restMs = asked.atMs() - (System.nanoTime() - beganNs) / 1_000_000;
                if (restMs > 0) {
                    Thread.sleep(restMs);
                }
                arrivals.incrementAndGet();
                readings.add(Reading.start(asked, clients.get(asked.party()).get(asked.gateway()), gemma.tokenizer(),
                        counts));
                if (asked.number() % 1_000 == 999) {
                    System.out.printf("%4.0f s: %d asked, %d ended, %d kills%n", asked.atMs() / 1e3, arrivals.get(),
                            counts.ended(), killing.done().size());
                }
            }
            awaitEnds(readings);
            killing.end();
            kills = killing.done();
            broken.addAll(killing.failures());
            moments = observer.moments();
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
        System.out.println("reading the log");
        LogAudit audit = LogAudit.read(cluster.bootstrapServers());
        Verdict verdict = Verdict.of(readings, audit, broken);
        new DayReport(options, trace, beganMs, readings, moments, kills, audit, verdict).write(folder);
        System.out.println("report: " + folder.resolve("report.md"));
        return verdict;
    }

    private static void awaitEnds(List<Reading> readings) throws Exception {
        try {
            CompletableFuture.allOf(readings.stream().map(Reading::end).toArray(CompletableFuture[]::new))
                    .get(AFTERWARDS.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException some) {
            // The verdict names those that did not end.
        }
    }

    /** For each party a client for each order of the gateways. */
    private static List<List<GemstreamClient>> clients(List<ManagedChannel> channels) {
        return Party.ALL.stream().map(party -> GatewayOrders.of(channels).stream()
                .map(order -> GemstreamClient.over(order, party.tenant())).toList()).toList();
    }

    private static ManagedChannel channel(HostPort gateway) {
        return NettyChannelBuilder.forAddress(gateway.host(), gateway.port()).usePlaintext()
                .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS).build();
    }
}
