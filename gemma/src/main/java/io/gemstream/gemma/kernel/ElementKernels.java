package io.gemstream.gemma.kernel;

/**
 * Computes on rows of activations what is simple: plain loops, of which the compiler makes vectors by itself where it can,
 * and the weighted sum of attention in Java. What takes more time is in {@link RowFunctions}.
 */
public final class ElementKernels {

    private ElementKernels() {}

    /** {@code x += y}. */
    public static void add(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] += y[i];
        }
    }

    /** {@code x *= factor} on {@code n} floats from {@code xo}. */
    public static void scale(float[] x, int xo, int n, float factor) {
        for (int i = xo; i < xo + n; i++) {
            x[i] *= factor;
        }
    }

    /** {@code out += x * factor} on {@code n} floats. */
    public static void addScaled(float[] x, int xo, int n, float factor, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = Math.fma(x[xo + i], factor, out[oo + i]);
        }
    }

    /**
     * Rotates one head: the pairs are (j, j + half), as in GPT-NeoX.
     *
     * @param x holds the head, [2 * half], from {@code xo} on
     * @param cos cosines of the position's angles, [half]
     * @param sin sines, [half]
     */
    public static void rotate(float[] x, int xo, float[] cos, float[] sin, int half) {
        for (int j = 0; j < half; j++) {
            float a = x[xo + j];
            float b = x[xo + half + j];
            x[xo + j] = a * cos[j] - b * sin[j];
            x[xo + half + j] = b * cos[j] + a * sin[j];
        }
    }

    /**
     * {@code out += p[i] * rows[i]} for {@code count} rows, one after the other, so cutting the rows into several
     * calls changes no bit.
     *
     * @param p factors, from {@code po} on
     * @param rows holds the rows, [count, n], from {@code ro} on
     * @param out receives the sum, from {@code oo} on
     */
    public static void addWeighted(float[] p, int po, float[] rows, int ro, int count, int n, float[] out, int oo) {
        if (VectorModule.PRESENT) {
            VectorElements.addWeighted(p, po, rows, ro, count, n, out, oo);
        } else {
            ScalarElements.addWeighted(p, po, rows, ro, count, n, out, oo);
        }
    }
}
