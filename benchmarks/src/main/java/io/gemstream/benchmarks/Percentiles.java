package io.gemstream.benchmarks;

import java.util.Arrays;

/** Order statistics of a sample; nearest rank. */
public record Percentiles(double[] sorted) {

    /** @param sample at least one value */
    public static Percentiles of(double[] sample) {
        if (sample.length == 0) {
            throw new IllegalArgumentException("an empty sample");
        }
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        return new Percentiles(sorted);
    }

    /** The value that {@code percent} of the sample do not exceed. */
    public double at(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }
}
