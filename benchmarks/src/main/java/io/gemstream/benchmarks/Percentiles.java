package io.gemstream.benchmarks;

import java.util.Arrays;

/** Order statistics of a sample; nearest rank. */
record Percentiles(double[] sorted) {

    static Percentiles of(double[] sample) {
        if (sample.length == 0) {
            throw new IllegalArgumentException("an empty sample");
        }
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        return new Percentiles(sorted);
    }

    /** The value that {@code percent} of the sample do not exceed. */
    double at(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }
}
