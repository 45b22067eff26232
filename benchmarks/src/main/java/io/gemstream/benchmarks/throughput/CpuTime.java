package io.gemstream.benchmarks.throughput;

import java.time.Duration;

/** Reads the processor time that another process has used, all of its threads together. */
final class CpuTime {

    private CpuTime() {}

    /** Seconds, in steps of the kernel's, usually 10 ms. */
    static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElseThrow() / 1e9;
    }
}
