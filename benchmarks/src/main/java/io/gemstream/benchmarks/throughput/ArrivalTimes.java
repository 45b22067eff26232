package io.gemstream.benchmarks.throughput;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts how long tokens took, in steps of 20 us; all beyond four seconds are alike. Thread-safe. */
final class ArrivalTimes {

    private static final int WIDTH_NS = 20_000;
    private static final int BUCKETS = 200_000;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void add(long ns) {
        counts.incrementAndGet((int) Math.clamp(ns / WIDTH_NS, 0, BUCKETS - 1));
    }

    /** The time that {@code percent} of all did not exceed, milliseconds; 0 where there are none. */
    double atMs(double percent) {
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += counts.get(i);
        }
        long rest = (long) Math.ceil(all * percent / 100);
        int bucket = 0;
        while (rest > 0) {
            rest -= counts.get(bucket++);
        }
        return bucket * (WIDTH_NS / 1e6);
    }
}
