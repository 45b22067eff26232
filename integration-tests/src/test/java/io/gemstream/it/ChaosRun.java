package io.gemstream.it;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask for generations, and faults that come meanwhile, until all are answered. */
final class ChaosRun {

    private static final int CANNOT_END_MINUTES = 6;
    /** Tenths of a second without a token, after which the next fault comes all the same. */
    private static final int MOST_PATIENCE = 200;

    private final ChaosSettings settings;
    private final List<ChaosCase> cases;
    private final ChaosFaults faults;
    private final ChaosClient client;
    private final AtomicInteger begun = new AtomicInteger();
    private final long startNs = System.nanoTime();

    private ChaosRun(ChaosSettings settings, List<ChaosCase> cases, ChaosFaults faults, ChaosClient client) {
        this.settings = settings;
        this.cases = cases;
        this.faults = faults;
        this.client = client;
    }

    static ChaosReport of(Path data, ChaosSettings settings) throws Exception {
        List<ChaosCase> cases;
        try (SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            cases = ChaosCase.compute(solo, new Random(settings.seed()));
        }
        try (BrokerCluster brokers = BrokerCluster.start(data);
                Pipeline pipeline = Pipeline.start(brokers, settings.gateways(), settings.tokenizers(),
                        settings.workers(), Map.of(
                                "gemstream.topics.task-lock", ChaosSettings.LOCK.toSeconds() + "s",
                                "gemstream.gateway.max-backlog", "1h",
                                // Of workers that die all the time several in a row may add nothing.
                                "gemstream.worker.max-attempts", "10"));
                ChaosFaults faults = new ChaosFaults(brokers, pipeline, settings)) {
            List<Channel> gateways = new ArrayList<>();
            for (int i = 0; i < settings.gateways(); i++) {
                gateways.add(pipeline.channel(i));
            }
            return new ChaosRun(settings, cases, faults, new ChaosClient(gateways)).run();
        }
    }

    private ChaosReport run() throws Exception {
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < settings.clients(); i++) {
                Random requests = new Random(settings.seed() * 31 + i);
                clients.add(threads.submit(() -> ask(requests)));
            }
            while (!faults.complete() || clients.stream().anyMatch(one -> !one.isDone()) && goesOn()) {
                awaitTokens();
                Thread.sleep(faults.pause());
                faults.strike();
                System.out.printf("chaos: %d s, %d generations begun, %d tokens, %s%n", elapsedMs() / 1_000,
                        begun.get(), tokens(), faults.struck().getLast().kind());
            }
            for (Future<?> one : clients) {
                one.get(CANNOT_END_MINUTES, TimeUnit.MINUTES);
            }
        }
        return ChaosReport.of(settings, elapsedMs(), Math.min(begun.get(), settings.generations()), client,
                faults.struck());
    }

    /** A fault that meets nobody shows nothing; one that comes before the last one was overcome sometimes should. */
    private void awaitTokens() throws InterruptedException {
        long before = tokens();
        for (int i = 0; i < MOST_PATIENCE && tokens() == before; i++) {
            Thread.sleep(100);
        }
    }

    private long tokens() {
        return client.streams().stream().mapToLong(ChaosStream::received).sum();
    }

    private void ask(Random requests) {
        while (goesOn() && begun.getAndIncrement() < settings.generations()) {
            client.ask(cases.get(requests.nextInt(cases.size())), requests);
        }
    }

    private boolean goesOn() {
        return elapsedMs() < settings.limit().toMillis();
    }

    private long elapsedMs() {
        return (System.nanoTime() - startNs) / 1_000_000;
    }
}
