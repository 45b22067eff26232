package io.gemstream.inference.worker;

import java.util.function.LongSupplier;

/**
 * How fast the worker generates while it has something to do, and how far what runs has come. Time without work does
 * not count, so that a worker which was idle is not taken for a slow one. Thread-safe.
 */
public final class Throughput {

    /** Weight of the latest reading. Readings come with the heartbeats, so about two of them make up a change. */
    private static final double LATEST = 0.5;
    /** A reading over less work says little. */
    private static final long LEAST_BUSY_NS = 100_000_000;

    private final LongSupplier nanos;
    private int running;
    private long busySinceNs;
    private long busyNs;
    private long tokens;
    private long runningTokens;
    private double perSecond;

    /** @param nanos a clock, as {@link System#nanoTime} */
    public Throughput(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * What others are told.
     *
     * @param perSecond tokens per second of work; 0 before anything was measured
     * @param runningTokens tokens that the generations running now have
     */
    public record Reading(double perSecond, long runningTokens) {}

    /** One generation at work. For one thread at a time. */
    final class Run {

        private long own;
        private boolean ended;

        private Run(int already) {
            own = already;
        }

        void token() {
            synchronized (Throughput.this) {
                own++;
                tokens++;
                runningTokens++;
            }
        }

        /** Safe to call again. */
        void end() {
            synchronized (Throughput.this) {
                if (!ended) {
                    ended = true;
                    runningTokens -= own;
                    running--;
                    if (running == 0) {
                        busyNs += nanos.getAsLong() - busySinceNs;
                    }
                }
            }
        }
    }

    /** @param already tokens that earlier attempts have left */
    synchronized Run begin(int already) {
        if (running == 0) {
            busySinceNs = nanos.getAsLong();
        }
        running++;
        runningTokens += already;
        return new Run(already);
    }

    /** Reads, and begins the next measurement where this one was long enough. */
    public synchronized Reading read() {
        long now = nanos.getAsLong();
        long busy = busyNs + (running > 0 ? now - busySinceNs : 0);
        if (busy >= LEAST_BUSY_NS && tokens > 0) {
            double latest = tokens * 1e9 / busy;
            perSecond = perSecond == 0 ? latest : LATEST * latest + (1 - LATEST) * perSecond;
            tokens = 0;
            busyNs = 0;
            busySinceNs = now;
        }
        return new Reading(perSecond, runningTokens);
    }
}
