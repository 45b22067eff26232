package io.gemstream.benchmarks.streams;

import io.gemstream.benchmarks.CpuTime;
import io.gemstream.benchmarks.GatewayOrders;
import io.gemstream.benchmarks.GatewayProcess;
import io.gemstream.benchmarks.Percentiles;
import io.gemstream.client.GemstreamClient;
import io.gemstream.client.Prompts;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.service.kafka.KafkaClients;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Kills one of several gateways under many streams, half of which read a generation that they started and half watch one that
 * was submitted, and measures when each of its streams is open at another gateway, and when it has its next token from there.
 */
final class Takeover {

    /** How clients know the gateways. */
    enum Way {
        /** Each has a list, every list begins with another. */
        LIST,
        /** One name with all addresses, balanced by gRPC's round_robin. */
        ROUND_ROBIN
    }

    private static final int OPENING_AT_ONCE = 128;
    private static final int ROUNDS_BEFORE = 6;
    private static final int ROUNDS_AFTER = 6;
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final Duration TIMEOUT = Duration.ofMinutes(20);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final String bootstrapServers;
    private final List<Integer> ports;
    private final Path log;
    private final int streams;
    private final CallRoutes routes = new CallRoutes();
    private final Map<String, ReceivedTokens> generations = new ConcurrentHashMap<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final LongAdder refused = new LongAdder();
    private final Semaphore opening = new Semaphore(OPENING_AT_ONCE);

    Takeover(String bootstrapServers, int firstPort, int gateways, Path log, int streams) {
        this.bootstrapServers = bootstrapServers;
        this.ports = IntStream.range(firstPort, firstPort + gateways).boxed().toList();
        this.log = log;
        this.streams = streams;
    }

    void measure(KafkaClients clients, Way way) throws IOException, InterruptedException {
        Map<Integer, GatewayProcess> gateways = new LinkedHashMap<>();
        List<ManagedChannel> channels = new ArrayList<>();
        try {
            for (int port : ports) {
                gateways.put(port, GatewayProcess.start(bootstrapServers, port, log, "-Xmx1g"));
            }
            try (ScriptedPipeline pipeline = ScriptedPipeline.start(clients)) {
                measure(gateways, clients(way, channels), pipeline);
            }
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
            gateways.values().forEach(GatewayProcess::close);
        }
    }

    private List<GemstreamClient> clients(Way way, List<ManagedChannel> channels) {
        if (way == Way.ROUND_ROBIN) {
            NameResolverRegistry.getDefaultRegistry().register(new RoundRobin(ports));
            channels.add(NettyChannelBuilder.forTarget(RoundRobin.SCHEME + ":///all").usePlaintext()
                    .defaultLoadBalancingPolicy("round_robin").build());
            return List.of(client(channels));
        }
        ports.forEach(port -> channels.add(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build()));
        return GatewayOrders.of(channels).stream().map(this::client).toList();
    }

    private GemstreamClient client(List<ManagedChannel> channels) {
        List<Channel> observed = channels.stream().map(channel -> ClientInterceptors.intercept(channel, routes)).toList();
        return GemstreamClient.over(observed, Tenant.DEFAULT);
    }

    private void measure(Map<Integer, GatewayProcess> gateways, List<GemstreamClient> clients, ScriptedPipeline pipeline)
            throws InterruptedException {
        long openNs = System.nanoTime();
        for (int i = 0; i < streams; i++) {
            open(clients.get(i % clients.size()), i);
        }
        opening.acquire(OPENING_AT_ONCE);
        requireNoFailure();
        await("begun", () -> pipeline.hasBegun(generations.keySet()));
        System.out.printf(Locale.ROOT, "%,d streams open after %.1f s, %d requests refused for a while%n", streams,
                (System.nanoTime() - openNs) / 1e9, refused.sum());

        List<String> requestIds = List.copyOf(generations.keySet());
        Thread writer = Thread.ofPlatform().start(() -> write(pipeline, requestIds));
        // In the middle of a round: most have got all that there is, some are about to get the next.
        Thread.sleep(ROUND.multipliedBy(2 * ROUNDS_BEFORE - 1).dividedBy(2));
        int victim = ports.get(1);
        Map<String, CallRoutes.Route> before = Map.copyOf(routes.tokens());
        Map<Integer, Double> cpu = cpu(gateways);
        long killNs = System.nanoTime();
        gateways.get(victim).kill();
        List<String> moved = before.entrySet().stream().filter(route -> route.getValue().port() == victim)
                .map(Map.Entry::getKey).toList();
        await("moved", () -> moved.stream().allMatch(requestId -> routes.tokens().get(requestId).port() != victim));
        report(moved, killNs);
        Map<Integer, Long> now = new LinkedHashMap<>();
        ports.forEach(port -> now.put(port, routes.tokens().values().stream().filter(route -> route.port() == port).count()));
        System.out.printf(Locale.ROOT, "streams by gateway now: %s; CPU s used since the kill: %s%n", now.values(),
                cpu(gateways).entrySet().stream().filter(gateway -> gateway.getKey() != victim)
                        .map(gateway -> gateway.getValue() - cpu.get(gateway.getKey()))
                        .map(seconds -> String.format(Locale.ROOT, "%.1f", seconds)).toList());

        writer.join();
        await("ended", () -> generations.values().stream().allMatch(ReceivedTokens::ended));
        requireNoFailure();
        int tokens = ROUNDS_BEFORE + ROUNDS_AFTER;
        if (!generations.values().stream().allMatch(received -> received.count() == tokens)) {
            throw new IllegalStateException("streams ended without all of their tokens");
        }
        System.out.printf(Locale.ROOT, "all %,d streams had every one of their %d tokens once and in order%n", streams, tokens);
    }

    /** Opens a stream; returns when not too many are about to be opened. */
    private void open(GemstreamClient client, int number) throws InterruptedException {
        opening.acquire();
        String requestId = UUID.randomUUID().toString();
        ReceivedTokens received = new ReceivedTokens();
        generations.put(requestId, received);
        GenerateRequest request = GenerateRequest.newBuilder().setPrompt(Prompts.text("stream " + number))
                .setSampling(SamplingOptions.newBuilder().setMaxTokens(ROUNDS_BEFORE + ROUNDS_AFTER))
                .setRequestId(requestId).build();
        Consumer<GenerateResponse> reader = event -> {
            if (event.hasAccepted()) {
                opening.release();
            }
            received.accept(event);
        };
        Thread.ofVirtual().name("stream-" + number).start(() -> {
            try {
                while (!read(client, request, number / ports.size() % 2 != 0, reader)) {
                    refused.increment();
                }
            } catch (RuntimeException | InterruptedException failed) {
                failure.compareAndSet(null, failed);
                opening.release();
            }
        });
    }

    /** Reads a generation to its end; false where it was refused for now, after the time that the refusal says. */
    private boolean read(GemstreamClient client, GenerateRequest request, boolean watches, Consumer<GenerateResponse> reader)
            throws InterruptedException {
        try {
            if (watches) {
                watched.add(client.submit(request, TIMEOUT));
                client.watch(request.getRequestId(), GemstreamClient.BEGINNING, TIMEOUT, reader);
            } else {
                client.generate(request, TIMEOUT, reader);
            }
            return true;
        } catch (GemstreamException failed) {
            if (failed.retryAfter().isEmpty()) {
                throw failed;
            }
            Thread.sleep(failed.retryAfter().get());
            return false;
        }
    }

    private static void write(ScriptedPipeline pipeline, List<String> requestIds) {
        for (int index = 0; index < ROUNDS_BEFORE + ROUNDS_AFTER; index++) {
            pipeline.tokens(requestIds, index, ROUND);
        }
        pipeline.finish(requestIds, ROUNDS_BEFORE + ROUNDS_AFTER);
        pipeline.flush();
    }

    private void report(List<String> moved, long killNs) {
        for (boolean watches : new boolean[] {false, true}) {
            List<String> some = moved.stream().filter(requestId -> watched.contains(requestId) == watches).toList();
            if (!some.isEmpty()) {
                System.out.printf(Locale.ROOT, "%s: %,d streams moved; open at another gateway after %s, next token after %s%n",
                        watches ? "Watch" : "Generate", some.size(), since(killNs, some, routes.answers()),
                        since(killNs, some, routes.tokens()));
            }
        }
    }

    private static String since(long killNs, List<String> moved, Map<String, CallRoutes.Route> routes) {
        Percentiles seconds = Percentiles.of(moved.stream()
                .mapToDouble(requestId -> (routes.get(requestId).sinceNs() - killNs) / 1e9).toArray());
        return String.format(Locale.ROOT, "p50 %.2f, p99 %.2f, last %.2f s", seconds.at(50), seconds.at(99), seconds.at(100));
    }

    private static Map<Integer, Double> cpu(Map<Integer, GatewayProcess> gateways) {
        Map<Integer, Double> seconds = new LinkedHashMap<>();
        gateways.forEach((port, gateway) -> {
            if (gateway.handle().isAlive()) {
                seconds.put(port, CpuTime.seconds(gateway.handle()));
            }
        });
        return seconds;
    }

    private void await(String what, BooleanSupplier done) throws InterruptedException {
        long startNs = System.nanoTime();
        while (!done.getAsBoolean()) {
            requireNoFailure();
            if (System.nanoTime() - startNs > LIMIT.toNanos()) {
                throw new IllegalStateException("not all streams have " + what + " in " + LIMIT);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void requireNoFailure() {
        if (failure.get() != null) {
            throw new IllegalStateException("a stream failed", failure.get());
        }
    }
}
