package io.gemstream.gemma.kernel;

/** Implements {@link ElementKernels} without vectors, in the same order of operations. */
final class ScalarElements {

    private ScalarElements() {}

    static void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo) {
        float[] squares = new float[ScalarLanes.COUNT];
        int bound = ScalarLanes.bound(n);
        for (int i = 0; i < bound; i++) {
            int lane = i % ScalarLanes.COUNT;
            squares[lane] = Math.fma(x[xo + i], x[xo + i], squares[lane]);
        }
        float sum = ScalarLanes.sum(squares, 0);
        for (int i = bound; i < n; i++) {
            sum = Math.fma(x[xo + i], x[xo + i], sum);
        }
        float scale = (float) (1 / Math.sqrt(sum / n + epsilon));
        for (int i = 0; i < n; i++) {
            out[oo + i] = x[xo + i] * scale * weight[i];
        }
    }

    static void add(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] += y[i];
        }
    }

    static void scale(float[] x, int xo, int n, float factor) {
        for (int i = 0; i < n; i++) {
            x[xo + i] *= factor;
        }
    }

    static void addScaled(float[] x, int xo, int n, float factor, float[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = Math.fma(x[xo + i], factor, out[oo + i]);
        }
    }

    static void geluGate(float[] gate, float[] up, int n) {
        for (int i = 0; i < n; i++) {
            float x = gate[i];
            float inner = x * x * x * ElementKernels.GELU_CUBE + x;
            gate[i] = x / (ScalarMath.exp(inner * (-2 * ElementKernels.SQRT_2_OVER_PI)) + 1f) * up[i];
        }
    }

    static void softcap(float[] x, int xo, int n, float cap) {
        for (int i = 0; i < n; i++) {
            x[xo + i] = ScalarMath.tanh(x[xo + i] / cap) * cap;
        }
    }

    static float max(float[] x, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    static float exponentials(float[] x, int n, float shift) {
        float[] sums = new float[ScalarLanes.COUNT];
        int bound = ScalarLanes.bound(n);
        for (int i = 0; i < n; i++) {
            x[i] = ScalarMath.exp(x[i] - shift);
        }
        for (int i = 0; i < bound; i++) {
            sums[i % ScalarLanes.COUNT] += x[i];
        }
        float sum = ScalarLanes.sum(sums, 0);
        for (int i = bound; i < n; i++) {
            sum += x[i];
        }
        return sum;
    }

    static void rotate(float[] x, int xo, float[] cos, float[] sin, int half) {
        for (int j = 0; j < half; j++) {
            float a = x[xo + j];
            float b = x[xo + half + j];
            x[xo + j] = a * cos[j] - b * sin[j];
            x[xo + half + j] = b * cos[j] + a * sin[j];
        }
    }

    static void addWeighted(float[] p, int po, float[] rows, int ro, int count, int n, float[] out, int oo) {
        for (int i = 0; i < count; i++) {
            addScaled(rows, ro + i * n, n, p[po + i], out, oo);
        }
    }
}
