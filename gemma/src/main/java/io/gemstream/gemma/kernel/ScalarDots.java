package io.gemstream.gemma.kernel;

import java.util.Arrays;

/** Implements {@link DotKernels} without vectors, in the same order of additions. */
final class ScalarDots {

    private ScalarDots() {}

    static void fourByOne(
            float[] w, int w0, int w1, int w2, int w3, float[] x, int xo, int n,
            float[] scratch, float[] out, int oo) {
        oneByOne(w, w0, x, xo, n, scratch, out, oo);
        oneByOne(w, w1, x, xo, n, scratch, out, oo + 1);
        oneByOne(w, w2, x, xo, n, scratch, out, oo + 2);
        oneByOne(w, w3, x, xo, n, scratch, out, oo + 3);
    }

    static void oneByOne(float[] w, int w0, float[] x, int xo, int n, float[] scratch, float[] out, int oo) {
        Arrays.fill(scratch, 0, ScalarLanes.COUNT, 0);
        int bound = ScalarLanes.bound(n);
        for (int k = 0; k < bound; k += ScalarLanes.COUNT) {
            for (int lane = 0; lane < ScalarLanes.COUNT; lane++) {
                scratch[lane] = Math.fma(w[w0 + k + lane], x[xo + k + lane], scratch[lane]);
            }
        }
        float sum = ScalarLanes.sum(scratch, 0);
        for (int k = bound; k < n; k++) {
            sum = Math.fma(w[w0 + k], x[xo + k], sum);
        }
        out[oo] = sum;
    }

    static void fourByFour(
            float[] w, float[] x0, float[] x1, float[] x2, float[] x3, int n, float[] scratch,
            float[] y0, float[] y1, float[] y2, float[] y3, int o) {
        fourByOne(w, 0, n, 2 * n, 3 * n, x0, 0, n, scratch, y0, o);
        fourByOne(w, 0, n, 2 * n, 3 * n, x1, 0, n, scratch, y1, o);
        fourByOne(w, 0, n, 2 * n, 3 * n, x2, 0, n, scratch, y2, o);
        fourByOne(w, 0, n, 2 * n, 3 * n, x3, 0, n, scratch, y3, o);
    }
}
