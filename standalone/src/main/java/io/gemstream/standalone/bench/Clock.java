package io.gemstream.standalone.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Kinds of time that a benchmark measures. */
public enum Clock {
    /** Time that passes. */
    WALL,
    /** CPU time of the calling thread, for one thread on a machine that is busy otherwise. */
    CPU;

    /** Now; only differences mean anything. */
    public long nanos() {
        return switch (this) {
            case WALL -> System.nanoTime();
            case CPU -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        };
    }

    /** The name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
