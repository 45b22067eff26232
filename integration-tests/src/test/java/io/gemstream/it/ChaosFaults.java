package io.gemstream.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Breaks a pipeline, one fault after the other. Kinds overlap: while a killed broker catches up, workers are killed and
 * frozen. Of one kind the next fault waits until what the last one hit is back, so that something is always left.
 */
final class ChaosFaults implements AutoCloseable {

    /** What is done. */
    enum Kind {
        FREEZE_WORKER(1),
        KILL_WORKER(4),
        KILL_BROKER(2),
        KILL_GATEWAY(2),
        KILL_TOKENIZER(1);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /**
     * A fault that was done.
     *
     * @param atNs {@link System#nanoTime} before it
     */
    record Struck(Kind kind, long atNs) {

        /** How long it kept a stream from going on; empty where the stream was no concern of it. */
        Optional<Long> silenceNs(ChaosStream stream) {
            return kind == Kind.KILL_TOKENIZER ? stream.waitNs(atNs) : stream.silenceNs(atNs);
        }
    }

    private static final Duration START_LIMIT = Duration.ofSeconds(180);
    private static final Duration FROZEN = ChaosSettings.LOCK.plusSeconds(3);

    private final BrokerCluster brokers;
    private final Pipeline pipeline;
    private final ChaosSettings settings;
    private final Random random;
    private final ChaosRecoveries recoveries = new ChaosRecoveries();
    private final List<Struck> struck = new ArrayList<>();
    private int frozen = -1;

    ChaosFaults(BrokerCluster brokers, Pipeline pipeline, ChaosSettings settings) {
        this.brokers = brokers;
        this.pipeline = pipeline;
        this.settings = settings;
        this.random = new Random(settings.seed());
    }

    /**
     * The next fault: each kind once, then as drawn. Waits for the last one of its kind.
     *
     * @return whether that one is back; where it is not there is no further fault
     */
    boolean strike() {
        Kind kind = struck.size() < Kind.values().length ? Kind.values()[struck.size()] : draw();
        if (!recoveries.await(kind)) {
            return false;
        }
        struck.add(new Struck(kind, System.nanoTime()));
        Runnable recovery = switch (kind) {
            case FREEZE_WORKER -> freezeWorker();
            case KILL_WORKER -> killWorker();
            case KILL_BROKER -> killBroker();
            case KILL_GATEWAY -> killGateway();
            case KILL_TOKENIZER -> killTokenizer();
        };
        recoveries.begin(kind, recovery);
        return true;
    }

    /** Waits until all is back, and tells what is not. */
    List<String> settle() {
        return recoveries.settle();
    }

    /** Whether every kind was done. */
    boolean complete() {
        return struck.size() >= Kind.values().length;
    }

    List<Struck> struck() {
        return List.copyOf(struck);
    }

    /** A pause before the next one, drawn. */
    Duration pause() {
        return Duration.ofMillis(500 + random.nextInt(2_500));
    }

    /** Waits until all is back. */
    @Override
    public void close() {
        recoveries.close();
    }

    private Kind draw() {
        int at = 0;
        for (Kind kind : Kind.values()) {
            at += kind.weight;
        }
        at = random.nextInt(at);
        for (Kind kind : Kind.values()) {
            at -= kind.weight;
            if (at < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights");
    }

    private Runnable freezeWorker() {
        JavaProcess victim = pipeline.worker(freezable());
        victim.freeze();
        return () -> {
            sleep(FROZEN);
            victim.thaw();
            frozen(-1);
        };
    }

    private Runnable killWorker() {
        int drawn = random.nextInt(settings.workers());
        int victim = drawn == frozen() ? (drawn + 1) % settings.workers() : drawn;
        pipeline.worker(victim).kill();
        pipeline.replaceWorker(victim);
        JavaProcess next = pipeline.worker(victim);
        return () -> next.awaitStarted(START_LIMIT);
    }

    private Runnable killGateway() {
        int victim = random.nextInt(settings.gateways());
        pipeline.gateway(victim).kill();
        pipeline.restartGateway(victim);
        JavaProcess next = pipeline.gateway(victim);
        return () -> next.awaitStarted(START_LIMIT);
    }

    private Runnable killTokenizer() {
        int victim = random.nextInt(settings.tokenizers());
        pipeline.tokenizer(victim).kill();
        pipeline.replaceTokenizer(victim);
        JavaProcess next = pipeline.tokenizer(victim);
        return () -> next.awaitStarted(START_LIMIT);
    }

    private Runnable killBroker() {
        int victim = random.nextInt(BrokerCluster.NODES);
        brokers.kill(victim);
        return () -> brokers.restart(victim);
    }

    private synchronized int freezable() {
        frozen = random.nextInt(settings.workers());
        return frozen;
    }

    private synchronized int frozen() {
        return frozen;
    }

    private synchronized void frozen(int worker) {
        frozen = worker;
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
