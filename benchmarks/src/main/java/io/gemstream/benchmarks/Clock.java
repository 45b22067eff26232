package io.gemstream.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What is timed. */
enum Clock {
    /** Time that passes. */
    WALL,
    /** CPU time of the calling thread, for one thread on a machine that is busy otherwise. */
    CPU;

    long nanos() {
        return switch (this) {
            case WALL -> System.nanoTime();
            case CPU -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        };
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
