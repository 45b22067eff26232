package io.gemstream.standalone.bench;

import java.util.Arrays;

/**
 * Tokens per second over several runs.
 *
 * @param median the middle run; the lower of the two where there is none
 * @param lowest the slowest run
 * @param highest the fastest run
 */
public record Rate(double median, double lowest, double highest) {

    /** @param sample a rate per run, at least one */
    static Rate of(double... sample) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        return new Rate(sorted[(sorted.length - 1) / 2], sorted[0], sorted[sorted.length - 1]);
    }
}
