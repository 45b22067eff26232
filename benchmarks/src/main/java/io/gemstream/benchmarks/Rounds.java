package io.gemstream.benchmarks;

import io.gemstream.standalone.bench.BenchCase;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Times of two engines for one case, turn by turn.
 *
 * @param ourSeconds a turn each
 * @param theirSeconds a turn each
 * @param work what the case comes to on our side
 */
record Rounds(Path model, BenchCase benchCase, double[] ourSeconds, double[] theirSeconds, CaseWork work) {

    /** Their time over ours, by turn. */
    Percentiles ratio() {
        double[] ratios = new double[ourSeconds.length];
        Arrays.setAll(ratios, i -> theirSeconds[i] / ourSeconds[i]);
        return Percentiles.of(ratios);
    }

    /** Our tokens per second. */
    Percentiles ours() {
        return rates(ourSeconds);
    }

    /** Their tokens per second. */
    Percentiles theirs() {
        return rates(theirSeconds);
    }

    /** Share of our time that the machine needs at least. */
    double shareOf(MachineLimits.Bound bound) {
        return bound.seconds() / Percentiles.of(ourSeconds).at(50);
    }

    private Percentiles rates(double[] seconds) {
        return Percentiles.of(Arrays.stream(seconds).map(each -> benchCase.tokens() / each).toArray());
    }
}
