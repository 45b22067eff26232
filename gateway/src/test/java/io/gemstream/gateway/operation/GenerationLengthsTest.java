package io.gemstream.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class GenerationLengthsTest {

    private final GenerationLengths lengths = new GenerationLengths();

    @Test
    void beforeAnythingIsKnownLimitsCountUpToAUsualLength() {
        assertThat(lengths.expected(0, 8)).isCloseTo(8, within(0.5));
        assertThat(lengths.expected(0, 2e9)).isCloseTo(256, within(1.0));
        assertThat(lengths.expected(5_000, 2e9)).as("longer than most, and no nearer to its end").isCloseTo(256, within(1.0));
        assertThat(lengths.expected(100, 100)).isZero();
    }

    @Test
    void whatLimitsCutOffTeachesThatThereIsMore() {
        for (int i = 0; i < 50; i++) {
            lengths.ended(64, true);
        }
        assertThat(lengths.expected(0, 64)).isGreaterThan(60);
        assertThat(lengths.expected(0, 4_000)).isGreaterThan(256);
    }

    @Test
    void aFewLatelyEndedGenerationsCountMoreThanManyOfLongAgo() {
        for (int i = 0; i < 1_000; i++) {
            lengths.ended(2_000, false);
        }
        for (int i = 0; i < 150; i++) {
            lengths.ended(20, false);
        }
        assertThat(lengths.expected(0, 8_000)).isLessThan(100);
    }

    @Test
    void promptsThatAreOnlyScoredTeachNothing() {
        lengths.ended(2_000, false);
        double before = lengths.expected(0, 8_000);
        for (int i = 0; i < 1_000; i++) {
            lengths.ended(0, true);
        }
        assertThat(lengths.expected(0, 8_000)).isEqualTo(before);
    }

    @Test
    void nothingOrEverythingAtOnceIsALengthToo() {
        lengths.ended(0, false);
        lengths.ended(Integer.MAX_VALUE, false);
        assertThat(lengths.expected(0, 1e9)).isPositive().isFinite();
        assertThat(lengths.expected(3e9, 1e9)).isZero();
    }

    /** Against the mean of the lengths themselves, some of them hidden behind limits. */
    @Test
    void theExpectationIsTheMeanOfWhatEndedAtEveryLimit() {
        Random random = new Random(7);
        double[] all = random.doubles(400).map(u -> -300 * Math.log(1 - u)).toArray();
        for (double length : all) {
            int limit = 1 << 4 + random.nextInt(8);
            lengths.ended((long) Math.min(length, limit), length >= limit);
        }
        for (int limit : new int[] {32, 256, 2_048}) {
            double truth = mean(all, length -> Math.min(length, limit));
            assertThat(lengths.expected(0, limit)).as("limit %d", limit).isCloseTo(truth, within(truth / 4));
        }
    }

    private static double mean(double[] all, ToDoubleFunction<Double> of) {
        return Arrays.stream(all).map(of::applyAsDouble).average().orElseThrow();
    }
}
