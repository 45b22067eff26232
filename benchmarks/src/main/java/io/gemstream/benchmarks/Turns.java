package io.gemstream.benchmarks;

import java.nio.file.Path;

/**
 * What two engines took for an order, turn by turn.
 *
 * @param ours seconds
 * @param theirs seconds
 * @param work what the order comes to on our side
 */
record Turns(Path model, Order order, double[] ours, double[] theirs, OrderWork work) {

    /** How many times faster we are, by turn. */
    Percentiles ratio() {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = theirs[i] / ours[i];
        }
        return Percentiles.of(ratios);
    }

    double ourTokensPerSecond() {
        return order.tokens() / Percentiles.of(ours).at(50);
    }

    double theirTokensPerSecond() {
        return order.tokens() / Percentiles.of(theirs).at(50);
    }

    /** Gigabytes that we read per second. */
    double gigabytesPerSecond() {
        return work.bytes() / Percentiles.of(ours).at(50) / 1e9;
    }

    /** Billions of multiply-adds per second. */
    double gigamacsPerSecond() {
        return work.macs() / Percentiles.of(ours).at(50) / 1e9;
    }
}
