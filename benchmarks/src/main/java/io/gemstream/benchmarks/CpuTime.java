package io.gemstream.benchmarks;

import java.time.Duration;

/** Reads the processor time that another process has used, all of its threads together. */
public final class CpuTime {

    private CpuTime() {}

    /** Seconds, in steps of the kernel's, usually 10 ms. */
    public static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElseThrow() / 1e9;
    }
}
