package io.gemstream.gemma.kernel;

import static io.gemstream.gemma.kernel.RandomRows.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every kernel against the formula in double precision, at every length up to two vectors and one. */
class ElementKernelsTest {

    private static final RowFunctions FUNCTIONS = RowFunctions.ofJava();
    private static final int MOST = 2 * ScalarLanes.COUNT + 1;

    @Test
    void rmsNorm() {
        for (int n = 1; n <= MOST; n++) {
            float[] x = random(n, n + 1, 3);
            float[] weight = random(n + 1, n, 2);
            float[] out = new float[n + 2];
            FUNCTIONS.rmsNorm(x, 1, weight, n, 1e-6f, out, 1);
            double squares = 0;
            for (int i = 0; i < n; i++) {
                squares += (double) x[1 + i] * x[1 + i];
            }
            for (int i = 0; i < n; i++) {
                double expected = x[1 + i] / Math.sqrt(squares / n + 1e-6) * weight[i];
                assertThat((double) out[1 + i]).isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
            }
            assertThat(out[0]).isZero();
            assertThat(out[n + 1]).isZero();
        }
    }

    @Test
    void addAndScale() {
        for (int n = 1; n <= MOST; n++) {
            float[] x = random(n, n + 1, 3);
            float[] y = random(n + 1, n + 1, 3);
            float[] sum = x.clone();
            ElementKernels.add(sum, y, n);
            float[] scaled = x.clone();
            ElementKernels.scale(scaled, 1, n, 0.3f);
            float[] both = y.clone();
            ElementKernels.addScaled(x, 1, n, 0.3f, both, 1);
            for (int i = 0; i < n; i++) {
                assertThat(sum[i]).isEqualTo(x[i] + y[i]);
                assertThat(scaled[1 + i]).isEqualTo(x[1 + i] * 0.3f);
                assertThat(both[1 + i]).isEqualTo(Math.fma(x[1 + i], 0.3f, y[1 + i]));
            }
            assertThat(sum[n]).isEqualTo(x[n]);
            assertThat(scaled[0]).isEqualTo(x[0]);
        }
    }

    @Test
    void geluGate() {
        for (int n = 1; n <= MOST; n++) {
            float[] gate = random(n, n + 1, 6);
            float[] up = random(n + 1, n, 2);
            float[] out = gate.clone();
            FUNCTIONS.geluGate(out, up, n);
            for (int i = 0; i < n; i++) {
                double x = gate[i];
                double gelu = 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
                assertThat((double) out[i]).isCloseTo(gelu * up[i], within(3e-7 * (1 + Math.abs(x * up[i]))));
            }
            assertThat(out[n]).isEqualTo(gate[n]);
        }
    }

    @Test
    void softcap() {
        for (int n = 1; n <= MOST; n++) {
            float[] x = random(n, n + 2, 200);
            float[] out = x.clone();
            FUNCTIONS.softcap(out, 1, n, 50);
            for (int i = 1; i <= n; i++) {
                double expected = 50 * Math.tanh(x[i] / 50.0);
                assertThat((double) out[i]).isCloseTo(expected, within(5e-7 * Math.abs(expected)));
            }
            assertThat(out[0]).isEqualTo(x[0]);
            assertThat(out[n + 1]).isEqualTo(x[n + 1]);
        }
    }

    @Test
    void softcapAtTheEndsOfItsRange() {
        float[] x = {0, 1e-30f, 1000, -1000, Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN};
        FUNCTIONS.softcap(x, 0, x.length, 1);
        assertThat(x[0]).isZero();
        assertThat(x[1]).isCloseTo(1e-30f, within(1e-36f));
        for (int i = 2; i < 6; i++) {
            assertThat(Math.abs(x[i])).isBetween(1 - 3e-7f, 1f);
        }
        assertThat(x[3]).isNegative();
        assertThat(x[6]).isNaN();
    }

    /** The softcaps of Gemma 2 over the whole range of scores and logits. */
    @Test
    void softcapIsAccurateEverywhere() {
        for (float cap : new float[] {30, 50}) {
            float[] x = new float[80_001];
            for (int i = 0; i < x.length; i++) {
                x[i] = (i - 40_000) / 100f;
            }
            float[] out = x.clone();
            FUNCTIONS.softcap(out, 0, out.length, cap);
            for (int i = 0; i < x.length; i++) {
                double expected = cap * Math.tanh(x[i] / (double) cap);
                assertThat((double) out[i]).as("%s", x[i]).isCloseTo(expected, within(4e-7 * Math.abs(expected)));
            }
        }
    }

    @Test
    void exponentials() {
        for (int n = 1; n <= MOST; n++) {
            float[] x = random(n, n + 1, 40);
            float[] out = x.clone();
            float max = FUNCTIONS.max(out, n);
            float sum = FUNCTIONS.exponentials(out, n, max);
            double expected = 0;
            float largest = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                largest = Math.max(largest, x[i]);
            }
            assertThat(max).isEqualTo(largest);
            for (int i = 0; i < n; i++) {
                expected += Math.exp(x[i] - max);
                assertThat((double) out[i]).isCloseTo(Math.exp(x[i] - max), within(4e-7));
            }
            assertThat((double) sum).isCloseTo(expected, within(4e-7 * n));
            assertThat(out[n]).isEqualTo(x[n]);
        }
    }

    @Test
    void rotate() {
        for (int half = 1; half <= MOST; half++) {
            float[] x = random(half, 2 * half + 2, 3);
            float[] cos = new float[half];
            float[] sin = new float[half];
            for (int j = 0; j < half; j++) {
                cos[j] = (float) Math.cos(j);
                sin[j] = (float) Math.sin(j);
            }
            float[] out = x.clone();
            ElementKernels.rotate(out, 1, cos, sin, half);
            for (int j = 0; j < half; j++) {
                double a = x[1 + j];
                double b = x[1 + half + j];
                assertThat((double) out[1 + j]).isCloseTo(a * Math.cos(j) - b * Math.sin(j), within(1e-6));
                assertThat((double) out[1 + half + j]).isCloseTo(b * Math.cos(j) + a * Math.sin(j), within(1e-6));
            }
            assertThat(out[0]).isEqualTo(x[0]);
            assertThat(out[2 * half + 1]).isEqualTo(x[2 * half + 1]);
        }
    }

    @Test
    void addWeightedIsTheSameInPieces() {
        for (int n = 1; n <= 5 * ScalarLanes.COUNT + 1; n += 3) {
            float[] p = random(n, 9, 1);
            float[] rows = random(n + 1, 9 * n, 1);
            float[] whole = new float[n + 2];
            ElementKernels.addWeighted(p, 0, rows, 0, 9, n, whole, 1);
            float[] pieces = new float[n + 2];
            ElementKernels.addWeighted(p, 0, rows, 0, 4, n, pieces, 1);
            ElementKernels.addWeighted(p, 4, rows, 4 * n, 5, n, pieces, 1);
            assertThat(pieces).isEqualTo(whole);
            for (int d = 0; d < n; d++) {
                double expected = 0;
                for (int i = 0; i < 9; i++) {
                    expected += (double) p[i] * rows[i * n + d];
                }
                assertThat((double) whole[1 + d]).isCloseTo(expected, within(2e-6));
            }
            assertThat(whole[0]).isZero();
            assertThat(whole[n + 1]).isZero();
        }
    }

    /** Compiled and interpreted code have to agree: the first call is interpreted, the last surely is not. */
    @Test
    void bitsDoNotChangeAsCodeIsCompiled() {
        float[] x = random(5, 1000, 8);
        float[] first = x.clone();
        FUNCTIONS.geluGate(first, x, 1000);
        FUNCTIONS.exponentials(first, 1000, FUNCTIONS.max(first, 1000));
        for (int i = 0; i < 3000; i++) {
            float[] again = x.clone();
            FUNCTIONS.geluGate(again, x, 1000);
            FUNCTIONS.exponentials(again, 1000, FUNCTIONS.max(again, 1000));
            assertThat(Arrays.equals(again, first)).as("call %s", i).isTrue();
        }
    }
}
