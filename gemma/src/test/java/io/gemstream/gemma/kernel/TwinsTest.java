package io.gemstream.gemma.kernel;

import static io.gemstream.gemma.kernel.RandomRows.random;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kernels on vectors against their scalar twins: the same bits, at every length up to two vectors and one. */
class TwinsTest {

    private static final int MOST = 2 * ScalarLanes.COUNT + 1;

    @Test
    void dots() {
        float[] scratch = new float[DotKernels.SCRATCH];
        for (int n = 1; n <= 6 * ScalarLanes.COUNT + 1; n++) {
            float[] w = random(n, 4 * n + 1, 2);
            float[][] x = {random(1, n, 2), random(2, n, 2), random(3, n, 2), random(4, n, 2)};
            float[][] vectors = new float[4][6];
            float[][] scalars = new float[4][6];
            VectorDots.fourByFour(
                    w, x[0], x[1], x[2], x[3], n, scratch, vectors[0], vectors[1], vectors[2], vectors[3], 1);
            ScalarDots.fourByFour(
                    w, x[0], x[1], x[2], x[3], n, scratch, scalars[0], scalars[1], scalars[2], scalars[3], 1);
            assertThat(scalars).as("n %s", n).isDeepEqualTo(vectors);
            VectorDots.fourByOne(w, 1, n, 0, 2 * n, x[0], 0, n, scratch, vectors[0], 0);
            ScalarDots.fourByOne(w, 1, n, 0, 2 * n, x[0], 0, n, scratch, scalars[0], 0);
            VectorDots.oneByOne(w, 1, x[1], 0, n, scratch, vectors[1], 2);
            ScalarDots.oneByOne(w, 1, x[1], 0, n, scratch, scalars[1], 2);
            assertThat(scalars).as("n %s", n).isDeepEqualTo(vectors);
        }
    }

    @Test
    void norms() {
        for (int n = 1; n <= MOST; n++) {
            float[] x = random(n, n + 1, 3);
            float[] weight = random(n + 1, n, 2);
            float[] vectors = new float[n + 2];
            float[] scalars = new float[n + 2];
            VectorElements.rmsNorm(x, 1, weight, n, 1e-6f, vectors, 1);
            ScalarElements.rmsNorm(x, 1, weight, n, 1e-6f, scalars, 1);
            assertThat(scalars).isEqualTo(vectors);
        }
    }

    @Test
    void activations() {
        for (int n = 1; n <= MOST; n++) {
            float[] vectors = random(n, n + 1, 40);
            float[] scalars = vectors.clone();
            float[] up = random(n + 1, n, 2);
            VectorElements.geluGate(vectors, up, n);
            ScalarElements.geluGate(scalars, up, 0, n);
            assertThat(scalars).isEqualTo(vectors);
            VectorElements.softcap(vectors, 1, n, 5);
            ScalarElements.softcap(scalars, 1, n, 5);
            assertThat(scalars).isEqualTo(vectors);
        }
    }

    @Test
    void softmax() {
        for (int n = 1; n <= MOST; n++) {
            float[] vectors = random(n, n + 1, 100);
            float[] scalars = vectors.clone();
            float most = VectorElements.max(vectors, n);
            assertThat(ScalarElements.max(scalars, 0, n, Float.NEGATIVE_INFINITY)).isEqualTo(most);
            assertThat(ScalarElements.exponentials(scalars, n, most))
                    .isEqualTo(VectorElements.exponentials(vectors, n, most));
            assertThat(scalars).isEqualTo(vectors);
        }
    }

    /** Of every vector width: where the exponential is 1, and where it is no normal number any more. */
    @Test
    void exponentialsAtTheEnds() {
        float[] ends = {-0f, 0, -87, Math.nextDown(-87f), Math.nextUp(-87f), Float.NEGATIVE_INFINITY, -Float.MIN_VALUE};
        for (int n = 1; n <= MOST; n++) {
            float[] vectors = new float[n];
            for (int i = 0; i < n; i++) {
                vectors[i] = ends[i % ends.length];
            }
            float[] scalars = vectors.clone();
            assertThat(ScalarElements.exponentials(scalars, n, 0)).isEqualTo(VectorElements.exponentials(vectors, n, 0));
            assertThat(scalars).isEqualTo(vectors);
        }
    }

    @Test
    void weightedRows() {
        for (int n = 1; n <= 5 * ScalarLanes.COUNT; n++) {
            float[] rows = random(n, 3 * n + 1, 3);
            float[] vectors = random(n + 1, n + 1, 3);
            float[] scalars = vectors.clone();
            float[] p = random(n + 2, 4, 1);
            VectorElements.addWeighted(p, 1, rows, 1, 3, n, vectors, 1);
            ScalarElements.addWeighted(p, 1, rows, 1, 3, n, scalars, 1);
            assertThat(scalars).isEqualTo(vectors);
        }
    }

    @Test
    void scaledBytes() {
        for (int n = 32; n <= 160; n += 32) {
            byte[] bytes = new byte[n + 1];
            new Random(n).nextBytes(bytes);
            float[] scales = random(n, n / 32 + 1, 3);
            float[] vectors = new float[n + 2];
            float[] scalars = new float[n + 2];
            Bytes.scaled(bytes, 1, scales, 1, n, vectors, 1);
            ScaledBytes.scalar(bytes, 1, scales, 1, 0, n, scalars, 1);
            assertThat(scalars).isEqualTo(vectors);
        }
    }
}
