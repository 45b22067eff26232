package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSumExpTest {

    private final LogSumExp sums = new LogSumExp(RowExponentials.ofJava());

    /** Every length around the block and every vector width, against the sum in f64. */
    @Test
    void agreesWithAScalarSumAtEveryLength() {
        for (int size = 1; size < 600; size++) {
            float[] logits = logits(size, 8);
            float max = sums.max(logits, size);

            assertThat(max).as("size %d", size).isEqualTo(scalarMax(logits));
            assertThat(sums.sumExp(logits, size, max, 0.7f))
                    .as("size %d", size)
                    .isCloseTo(scalarSum(logits, max, 0.7f), within(1e-6 * scalarSum(logits, max, 0.7f)));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1e-8f, -0.34657f, -0.34658f, -1, -20, -86.9f})
    void isCloseToTheExponential(float argument) {
        double expected = StrictMath.exp(argument);

        // One lane holds the argument, and the largest, 0, makes no difference.
        assertThat(sums.sumExp(new float[] {argument}, 1, 0, 1)).isCloseTo(expected, within(2e-7 * expected));
    }

    @ParameterizedTest
    @ValueSource(floats = {-88, -1e30f, Float.NEGATIVE_INFINITY})
    void isNextToNothingFarBelow(float argument) {
        assertThat(sums.sumExp(new float[] {argument}, 1, 0, 1)).isBetween(0.0, 1e-37);
    }

    /** Interpreted at first, compiled later: a last place that changes on the way would change draws. */
    @Test
    void isTheSameBeforeAndAfterCompilation() {
        float[] logits = logits(4099, 6);
        float max = sums.max(logits, logits.length);
        double first = sums.sumExp(logits, logits.length, max, 1);
        for (int i = 0; i < 3_000; i++) {
            assertThat(sums.sumExp(logits, logits.length, max, 1)).isEqualTo(first);
        }
    }

    @Test
    void looksAtNothingBeyondTheSize() {
        float[] logits = logits(50, 3);
        float[] padded = Arrays.copyOf(logits, 80);
        Arrays.fill(padded, 50, 80, 1e9f);

        float max = sums.max(padded, 50);
        assertThat(max).isEqualTo(scalarMax(logits));
        assertThat(sums.sumExp(padded, 50, max, 1)).isEqualTo(sums.sumExp(logits, 50, max, 1));
    }

    @Test
    void refusesNan() {
        for (int at = 0; at < 40; at++) {
            float[] logits = logits(40, 3);
            logits[at] = Float.NaN;

            assertThatIllegalArgumentException().as("NaN at %d", at).isThrownBy(() -> sums.sumExp(logits, 40, 3, 1))
                    .withMessage("logits: largest is NaN (expected: a finite number)");
        }
    }

    private static float[] logits(int size, double deviation) {
        Random random = new Random(size);
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = (float) (random.nextGaussian() * deviation);
        }
        return logits;
    }

    private static float scalarMax(float[] logits) {
        float max = logits[0];
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        return max;
    }

    private static double scalarSum(float[] logits, float max, float scale) {
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(((double) logit - max) * scale);
        }
        return sum;
    }
}
