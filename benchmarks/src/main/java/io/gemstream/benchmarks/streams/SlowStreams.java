package io.gemstream.benchmarks.streams;

import io.gemstream.benchmarks.GatewayProcess;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.service.kafka.KafkaClients;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Measures one gateway with many open streams: half of them idle, half of them of clients that take less than comes, until
 * at last they take everything.
 */
final class SlowStreams {

    private static final int OPENING_AT_ONCE = 256;
    private static final int TOKENS_PER_SECOND = 10_000;
    private static final Duration PAUSE_OF_A_READER = Duration.ofSeconds(5);
    /** HTTP/2's own, as of most clients; Java's grows to 8 MiB, and would take the slow streams' tokens off the gateway. */
    private static final int WINDOW = 65_535;

    private final KafkaClients clients;
    private final int streams;
    private final int tokens;

    SlowStreams(KafkaClients clients, int streams, int tokens) {
        this.clients = clients;
        this.streams = streams;
        this.tokens = tokens;
    }

    void measure(String bootstrapServers, int port, Path log, int connections) throws IOException, InterruptedException {
        List<ManagedChannel> channels = IntStream.range(0, connections).<ManagedChannel>mapToObj(_ ->
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor()
                        .flowControlWindow(WINDOW).build()).toList();
        try (GatewayProcess gateway = GatewayProcess.start(bootstrapServers, port, log, "-Xmx1g",
                    "-Dgemstream.gateway.max-open-streams=" + 2 * streams);
                ScriptedPipeline pipeline = ScriptedPipeline.start(clients)) {
            System.out.println(ProcessFigures.HEAD);
            System.out.println(ProcessFigures.of(gateway).line("no stream"));
            long startNs = System.nanoTime();
            List<SlowStream> all = open(channels);
            double openSeconds = (System.nanoTime() - startNs) / 1e9;
            TokenStream.await("begun", all, stream -> pipeline.hasBegun(List.of(stream.requestId())));
            System.out.println(ProcessFigures.of(gateway).line(
                    String.format(Locale.ROOT, "%,d, all idle", streams)));
            List<SlowStream> slow = all.subList(0, streams / 2);
            try (ScheduledExecutorService readers = Executors.newSingleThreadScheduledExecutor()) {
                readers.scheduleAtFixedRate(() -> slow.forEach(stream -> stream.read(1)), 0,
                        PAUSE_OF_A_READER.toMillis(), TimeUnit.MILLISECONDS);
                List<String> requestIds = slow.stream().map(SlowStream::requestId).toList();
                pipeline.tokens(requestIds, 0, tokens, TOKENS_PER_SECOND);
                pipeline.finish(requestIds, tokens);
                pipeline.flush();
                System.out.println(ProcessFigures.of(gateway).line(
                        String.format(Locale.ROOT, "half idle, half %,d tokens behind", tokens)));
                readers.shutdownNow();
            }
            long readNs = System.nanoTime();
            slow.forEach(stream -> stream.read(Integer.MAX_VALUE));
            TokenStream.await("read to their ends", slow, stream -> stream.received().ended());
            double readSeconds = (System.nanoTime() - readNs) / 1e9;
            System.out.println(ProcessFigures.of(gateway).line("half idle, half ended"));
            TokenStream.check(all, slow, tokens);
            System.out.printf(Locale.ROOT, "opened in %.1f s; %,d slow streams had every one of their %,d tokens once and in"
                    + " order %.1f s after they began to read%n", openSeconds, slow.size(), tokens, readSeconds);
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    private List<SlowStream> open(List<ManagedChannel> channels) throws InterruptedException {
        Semaphore opening = new Semaphore(OPENING_AT_ONCE);
        List<SlowStream> all = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            opening.acquire();
            SlowStream stream = new SlowStream(opening::release);
            GenerationServiceGrpc.newStub(channels.get(i % channels.size())).generate(GenerateRequest.newBuilder()
                    .setPrompt(Prompt.newBuilder().setText("stream " + i))
                    .setSampling(SamplingOptions.newBuilder().setMaxTokens(tokens)).build(), stream);
            all.add(stream);
        }
        opening.acquire(OPENING_AT_ONCE);
        return all;
    }
}
