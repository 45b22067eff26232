package io.gemstream.it;

import io.grpc.Channel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask for generations, and faults that come meanwhile, until all are answered or something is broken. */
final class ChaosRun {

    private static final int CANNOT_END_MINUTES = 6;
    /** Tenths of a second without a token, after which the next fault comes all the same. */
    private static final int MOST_PATIENCE = 200;

    private final ChaosSettings settings;
    private final List<ChaosCase> cases;
    private final ChaosClient client;
    private final List<String> broken;
    private final AtomicInteger begun = new AtomicInteger();
    private volatile long startNs = System.nanoTime();
    private volatile boolean stopped;
    private long answeredMs;

    private ChaosRun(ChaosSettings settings, List<ChaosCase> cases, ChaosClient client, List<String> broken) {
        this.settings = settings;
        this.cases = cases;
        this.client = client;
        this.broken = broken;
    }

    /** The report of a run, whatever becomes of it; only what comes before its first process may throw. */
    static ChaosReport of(Path data, ChaosSettings settings) throws Exception {
        List<ChaosCase> cases;
        try (SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            cases = ChaosCase.compute(solo, new Random(settings.seed()));
        }
        List<Channel> gateways = new ArrayList<>();
        List<ChaosFaults.Struck> struck = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        ChaosRun run = new ChaosRun(settings, cases, new ChaosClient(gateways), broken);
        try (BrokerCluster brokers = BrokerCluster.start(data);
                Pipeline pipeline = Pipeline.start(brokers, settings.gateways(), settings.tokenizers(),
                        settings.workers(), Map.of(
                                "gemstream.topics.task-lock", ChaosSettings.LOCK.toSeconds() + "s",
                                "gemstream.gateway.max-backlog", "1h",
                                // Of workers that die all the time several in a row may add nothing.
                                "gemstream.worker.max-attempts", "10"));
                ChaosFaults faults = new ChaosFaults(brokers, pipeline, settings)) {
            for (int i = 0; i < settings.gateways(); i++) {
                gateways.add(pipeline.channel(i));
            }
            run.drive(faults, struck);
        } catch (Exception | AssertionError failed) {
            broken.add(failed.toString());
        }
        return ChaosReport.of(settings, run.answeredMs, Math.min(run.begun.get(), settings.generations()), run.client,
                struck, broken);
    }

    private void drive(ChaosFaults faults, List<ChaosFaults.Struck> struck) throws Exception {
        startNs = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < settings.clients(); i++) {
                Random requests = new Random(settings.seed() * 31 + i);
                clients.add(threads.submit(() -> ask(requests)));
            }
            try {
                strike(faults, clients);
            } catch (Exception | AssertionError failed) {
                stopped = true;
                broken.add(failed.toString());
            }
            struck.addAll(faults.struck());
            await(clients);
            broken.addAll(faults.settle());
        }
    }

    private void strike(ChaosFaults faults, List<Future<?>> clients) throws InterruptedException {
        while (!faults.complete() || clients.stream().anyMatch(one -> !one.isDone()) && goesOn()) {
            awaitTokens();
            Thread.sleep(faults.pause());
            if (!faults.strike()) {
                stopped = true;
                return;
            }
            System.out.printf("chaos: %d s, %d generations begun, %d tokens, %s%n", elapsedMs() / 1_000,
                    begun.get(), tokens(), faults.struck().getLast().kind());
        }
    }

    private void await(List<Future<?>> clients) throws InterruptedException {
        for (Future<?> one : clients) {
            try {
                one.get(CANNOT_END_MINUTES, TimeUnit.MINUTES);
            } catch (ExecutionException | TimeoutException failed) {
                broken.add("a client: " + failed);
                one.cancel(true);
            }
        }
        answeredMs = elapsedMs();
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
        return !stopped && elapsedMs() < settings.limit().toMillis();
    }

    private long elapsedMs() {
        return (System.nanoTime() - startNs) / 1_000_000;
    }
}
