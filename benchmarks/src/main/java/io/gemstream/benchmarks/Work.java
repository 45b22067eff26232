package io.gemstream.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts work, so that JMH reports it per nanosecond: GMAC/s and GB/s. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Work {

    /** Multiply-adds. */
    public long macs;
    /** Bytes read. */
    public long bytes;

    void count(long macs, long bytes) {
        this.macs += macs;
        this.bytes += bytes;
    }
}
