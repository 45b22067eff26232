package io.gemstream.gemma.kernel;

import static io.gemstream.gemma.kernel.RandomRows.random;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DotKernelsTest {

    private final float[] scratch = new float[DotKernels.SCRATCH];

    @Test
    void everyLengthAndMisalignmentAgreesWithTheScalarSum() {
        for (int n = 1; n <= 4 * ScalarLanes.COUNT + 1; n++) {
            for (int shift = 0; shift < 3; shift++) {
                float[] w = random(n, 4 * n + shift, 1);
                float[] x = random(n + 1, n + shift, 1);
                float[] out = new float[6];
                DotKernels.fourByOne(
                        w, shift, shift + n, shift + 2 * n, shift + 3 * n, x, shift, n, scratch, out, 1);
                for (int i = 0; i < 4; i++) {
                    double exact = exact(w, shift + i * n, x, shift, n);
                    assertThat((double) out[1 + i]).as("n %s row %s", n, i).isCloseTo(exact, within(n));
                }
                assertThat(out[0]).isZero();
                assertThat(out[5]).isZero();
            }
        }
    }

    /** Batch invariance starts here: the tile a product is computed in leaves no trace in its bits. */
    @Test
    void allTilesGiveTheSameBits() {
        for (int n : new int[] {1, 5, 16, 31, 64, 100, 640, 2049}) {
            float[] w = random(n, 4 * n, 1);
            float[][] x = {random(1, n, 1), random(2, n, 1), random(3, n, 1), random(4, n, 1)};
            float[][] tile = new float[4][4];
            DotKernels.fourByFour(
                    w, x[0], x[1], x[2], x[3], n, scratch, tile[0], tile[1], tile[2], tile[3], 0);
            for (int r = 0; r < 4; r++) {
                float[] column = new float[4];
                DotKernels.fourByOne(w, 0, n, 2 * n, 3 * n, x[r], 0, n, scratch, column, 0);
                float[] single = new float[4];
                for (int i = 0; i < 4; i++) {
                    DotKernels.oneByOne(w, i * n, x[r], 0, n, scratch, single, i);
                }
                assertThat(tile[r]).as("n %s", n).isEqualTo(column).isEqualTo(single);
            }
        }
    }

    private static Offset<Double> within(int n) {
        return Offset.offset(n * 1e-7);
    }

    private static double exact(float[] w, int wo, float[] x, int xo, int n) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += (double) w[wo + k] * x[xo + k];
        }
        return sum;
    }
}
