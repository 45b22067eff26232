package io.gemstream.gemma.kernel;

/**
 * Computes norms, activations and softmax on rows of activations. All in f32; plain loops where the compiler makes vectors
 * of them by itself, else vectors or scalars, see {@link VectorModule}.
 */
public final class ElementKernels {

    private ElementKernels() {}

    /**
     * {@code out = x / sqrt(mean(x^2) + epsilon) * weight}; in place where {@code out} is {@code x}.
     *
     * @param weight [n], holds 1 + w
     */
    public static void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo) {
        if (VectorModule.PRESENT) {
            VectorElements.rmsNorm(x, xo, weight, n, epsilon, out, oo);
        } else {
            ScalarElements.rmsNorm(x, xo, weight, n, epsilon, out, oo);
        }
    }

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

    /** {@code gate = gelu(gate) * up}, with the tanh form of GELU that Gemma was trained with. */
    public static void geluGate(float[] gate, float[] up, int n) {
        if (VectorModule.PRESENT) {
            VectorElements.geluGate(gate, up, n);
        } else {
            ScalarElements.geluGate(gate, up, 0, n);
        }
    }

    /**
     * {@code x = cap * tanh(x / cap)} on {@code n} floats from {@code xo}.
     */
    public static void softcap(float[] x, int xo, int n, float cap) {
        if (VectorModule.PRESENT) {
            VectorElements.softcap(x, xo, n, cap);
        } else {
            ScalarElements.softcap(x, xo, n, cap);
        }
    }

    /** The largest of the first {@code n}; exact whatever the order. */
    public static float max(float[] x, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    /** {@code x = e^(x - shift)} on the first {@code n}; returns their sum, in one order. */
    public static float exponentials(float[] x, int n, float shift) {
        return VectorModule.PRESENT
                ? VectorElements.exponentials(x, n, shift)
                : ScalarElements.exponentials(x, n, shift);
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
