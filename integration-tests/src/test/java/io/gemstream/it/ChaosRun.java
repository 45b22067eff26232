package io.gemstream.it;

import io.gemstream.client.ResumableGeneration;
import io.gemstream.proto.v1.GenerateRequest;
import io.grpc.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Two gateways, two workers, a tokenizer and a broker; clients that read, and faults that come one after the other. */
final class ChaosRun {

    private static final int CLIENTS = 3;
    private static final int WORKERS = 2;
    private static final int GATEWAYS = 2;
    private static final int LONGEST = 2_500;
    private static final Duration LOCK = Duration.ofSeconds(15);
    private static final List<Integer> PROMPT = Golden.load().promptIds();

    /** What is done to the pipeline. */
    private enum Fault {
        KILL_WORKER,
        KILL_GATEWAY,
        KILL_BROKER,
        FREEZE_WORKER
    }

    /**
     * What came of it.
     *
     * @param streams transcripts compared
     * @param tokens tokens compared
     * @param recoveryMs for each fault, until the last of the streams that it met had its next token; sorted
     * @param failures streams that ended with an error
     */
    record Report(int streams, long tokens, int kills, int freezes, long lost, long repeated, long different,
            List<Long> recoveryMs, List<String> failures) {

        @Override
        public String toString() {
            return "chaos: %d streams, %d tokens checked, %d kills, %d freezes, %d lost, %d repeated, %d different, "
                    .formatted(streams, tokens, kills, freezes, lost, repeated, different)
                    + "recovery p50 %d ms, p99 %d ms, %d failed".formatted(
                            percentile(50), percentile(99), failures.size());
        }

        private long percentile(int percent) {
            return recoveryMs.isEmpty() ? 0 : recoveryMs.get((recoveryMs.size() - 1) * percent / 100);
        }
    }

    private final ProcessBroker broker;
    private final Pipeline pipeline;
    private final Random faults;
    private final List<Integer> expected;
    private final ConcurrentLinkedQueue<ChaosStream> streams = new ConcurrentLinkedQueue<>();
    private final List<Long> faultsNs = new ArrayList<>();
    private volatile boolean over;
    private int kills;
    private int freezes;

    private ChaosRun(ProcessBroker broker, Pipeline pipeline, Random faults, List<Integer> expected) {
        this.broker = broker;
        this.pipeline = pipeline;
        this.faults = faults;
        this.expected = expected;
    }

    static Report of(Path data, long seed, int faults) throws Exception {
        try (SoloEngine solo = SoloEngine.load(TinyModel.FILE);
                ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, GATEWAYS, 1, WORKERS, Map.of(
                        "gemstream.topics.task-lock", LOCK.toSeconds() + "s", "gemstream.worker.max-attempts", "10"))) {
            return new ChaosRun(broker, pipeline, new Random(seed), solo.greedy(PROMPT, LONGEST)).run(seed, faults);
        }
    }

    private Report run(long seed, int count) throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                Random requests = new Random(seed * 31 + i);
                clients.submit(() -> read(requests, clients));
            }
            for (int i = 0; i < count; i++) {
                Thread.sleep(500 + faults.nextInt(1_500));
                strike(Fault.values()[i < Fault.values().length ? i : faults.nextInt(Fault.values().length)]);
            }
            Thread.sleep(2_000);
            over = true;
            clients.shutdown();
            clients.awaitTermination(5, TimeUnit.MINUTES);
        }
        return report();
    }

    /** One generation after the other; every third one is asked for twice at once, under one key. */
    private void read(Random requests, ExecutorService clients) {
        while (!over) {
            GenerateRequest request = GenerationClient.greedy(
                    GenerationClient.ids(PROMPT), 200 + requests.nextInt(LONGEST - 200)).toBuilder()
                    .setRequestId(UUID.randomUUID().toString()).build();
            if (requests.nextInt(3) == 0) {
                clients.submit(() -> stream(request, 1).read());
            }
            stream(request, requests.nextInt(GATEWAYS)).read();
        }
    }

    private ChaosStream stream(GenerateRequest request, int first) {
        List<Channel> gateways = new ArrayList<>();
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.add(pipeline.channel((first + i) % GATEWAYS));
        }
        ChaosStream stream = new ChaosStream(new ResumableGeneration(gateways, request, ChaosStream.deadline()),
                request.getSampling().getMaxTokens());
        streams.add(stream);
        return stream;
    }

    private void strike(Fault fault) throws InterruptedException {
        faultsNs.add(System.nanoTime());
        System.out.printf("chaos: %s, %d streams so far%n", fault, streams.size());
        switch (fault) {
            case KILL_WORKER -> {
                int victim = faults.nextInt(WORKERS);
                kills++;
                pipeline.worker(victim).kill();
                pipeline.replaceWorker(victim);
            }
            case KILL_GATEWAY -> {
                int victim = faults.nextInt(GATEWAYS);
                kills++;
                pipeline.gateway(victim).kill();
                pipeline.restartGateway(victim);
                Thread.sleep(3_000);
            }
            case KILL_BROKER -> {
                kills++;
                broker.kill();
                broker.restart();
            }
            case FREEZE_WORKER -> {
                int victim = faults.nextInt(WORKERS);
                freezes++;
                pipeline.worker(victim).freeze();
                Thread.sleep(LOCK.plusSeconds(3));
                pipeline.worker(victim).thaw();
            }
        }
    }

    private Report report() {
        long tokens = 0;
        long lost = 0;
        long repeated = 0;
        long different = 0;
        List<String> failures = new ArrayList<>();
        for (ChaosStream stream : streams) {
            stream.failure().ifPresent(failures::add);
            List<Integer> wanted = expected.subList(0, stream.length());
            lost += stream.failure().isPresent() ? 0 : wanted.size() - stream.distinct();
            repeated += stream.received() - stream.distinct();
            different += stream.differences(wanted);
            tokens += stream.received();
        }
        long[] recovery = faultsNs.stream().mapToLong(this::recoveryMs).sorted().toArray();
        return new Report(streams.size(), tokens, kills, freezes, lost, repeated, different,
                Arrays.stream(recovery).boxed().toList(), failures);
    }

    private long recoveryMs(long faultNs) {
        return streams.stream().mapToLong(stream -> stream.silenceNs(faultNs)).max().orElse(0) / 1_000_000;
    }
}
