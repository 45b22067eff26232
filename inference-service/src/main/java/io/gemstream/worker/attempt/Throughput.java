package io.gemstream.worker.attempt;

import java.util.function.LongSupplier;

/**
 * Measures how fast the worker generates while it has something to do. Time without work does not count, so that a
 * worker which was idle is not taken for a slow one. Thread-safe.
 */
public final class Throughput {

    /** Weight of the latest reading. Readings come with the heartbeats, so about two of them make up a change. */
    private static final double LATEST = 0.5;
    /** A reading over less work says little: the first tokens of a cold worker are a hundred times slower. */
    private static final long LEAST_BUSY_NS = 500_000_000;
    private static final int LEAST_TOKENS = 64;

    private final LongSupplier nanos;
    private int running;
    private long busySinceNs;
    private long busyNs;
    private long tokens;
    private double perSecond;

    /** @param nanos a clock, as {@link System#nanoTime} */
    public Throughput(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** One generation at work. For one thread at a time. */
    final class Run {

        private boolean ended;

        private Run() {}

        void token() {
            synchronized (Throughput.this) {
                tokens++;
            }
        }

        /** Safe to call again. */
        void end() {
            synchronized (Throughput.this) {
                if (!ended) {
                    ended = true;
                    running--;
                    if (running == 0) {
                        busyNs += nanos.getAsLong() - busySinceNs;
                    }
                }
            }
        }
    }

    /** Begins to measure a generation that goes to work. */
    synchronized Run begin() {
        if (running == 0) {
            busySinceNs = nanos.getAsLong();
        }
        running++;
        return new Run();
    }

    /**
     * Tokens per second of work, 0 before anything was measured. Begins the next measurement where this one was long
     * enough.
     */
    public synchronized double read() {
        long now = nanos.getAsLong();
        long busy = busyNs + (running > 0 ? now - busySinceNs : 0);
        if (busy >= LEAST_BUSY_NS && tokens >= LEAST_TOKENS) {
            double latest = tokens * 1e9 / busy;
            perSecond = perSecond == 0 ? latest : LATEST * latest + (1 - LATEST) * perSecond;
            tokens = 0;
            busyNs = 0;
            busySinceNs = now;
        }
        return perSecond;
    }
}
