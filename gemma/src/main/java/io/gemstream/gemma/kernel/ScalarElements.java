package io.gemstream.gemma.kernel;

/**
 * Implements {@link RowFunctions} and weighted sums without vectors: the reference of both the vectors and the machine code,
 * which keep its order of operations and leave to it what does not fill a vector.
 */
public final class ScalarElements {

    private ScalarElements() {}

    static void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo) {
        float[] squares = new float[ScalarLanes.COUNT];
        int bound = ScalarLanes.bound(n);
        for (int i = 0; i < bound; i++) {
            int lane = i % ScalarLanes.COUNT;
            squares[lane] = Math.fma(x[xo + i], x[xo + i], squares[lane]);
        }
        float scale = rmsScale(x, xo + bound, n - bound, ScalarLanes.sum(squares, 0), n, epsilon);
        scaleByWeights(x, xo, weight, 0, n, scale, out, oo);
    }

    /** {@code out = x * scale * weight} from {@code from} to {@code to}. */
    public static void scaleByWeights(
            float[] x, int xo, float[] weight, int from, int to, float scale, float[] out, int oo) {
        for (int i = from; i < to; i++) {
            out[oo + i] = x[xo + i] * scale * weight[i];
        }
    }

    /**
     * What a row of {@code n} is multiplied by.
     *
     * @param sum of the squares of those before {@code xo}
     * @param rest numbers of the row from {@code xo} on
     */
    public static float rmsScale(float[] x, int xo, int rest, float sum, int n, float epsilon) {
        float squares = sum;
        for (int i = xo; i < xo + rest; i++) {
            squares = Math.fma(x[i], x[i], squares);
        }
        return (float) (1 / Math.sqrt(squares / n + epsilon));
    }

    /** {@code gate = gelu(gate) * up} from {@code from} to {@code to}. */
    public static void geluGate(float[] gate, float[] up, int from, int to) {
        for (int i = from; i < to; i++) {
            float x = gate[i];
            float inner = x * x * x * Coefficients.GELU_CUBE + x;
            gate[i] = x / (ScalarMath.exp(inner * (-2 * Coefficients.SQRT_2_OVER_PI)) + 1f) * up[i];
        }
    }

    /** {@code x = cap * tanh(x / cap)} on {@code n} floats from {@code xo}. */
    public static void softcap(float[] x, int xo, int n, float cap) {
        for (int i = 0; i < n; i++) {
            x[xo + i] = ScalarMath.tanh(x[xo + i] / cap) * cap;
        }
    }

    /** The largest of {@code most} and the floats from {@code from} to {@code to}. */
    public static float max(float[] x, int from, int to, float most) {
        float max = most;
        for (int i = from; i < to; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    static float exponentials(float[] x, int n, float shift) {
        float[] sums = new float[ScalarLanes.COUNT];
        int bound = ScalarLanes.bound(n);
        for (int i = 0; i < bound; i++) {
            x[i] = ScalarMath.exp(x[i] - shift);
            sums[i % ScalarLanes.COUNT] += x[i];
        }
        return exponentials(x, bound, n, shift, ScalarLanes.sum(sums, 0));
    }

    /** {@code x = e^(x - shift)} from {@code from} to {@code to}; returns {@code sum} with them added one by one. */
    public static float exponentials(float[] x, int from, int to, float shift, float sum) {
        float all = sum;
        for (int i = from; i < to; i++) {
            x[i] = ScalarMath.exp(x[i] - shift);
            all += x[i];
        }
        return all;
    }

    static void addWeighted(float[] p, int po, float[] rows, int ro, int count, int n, float[] out, int oo) {
        for (int i = 0; i < count; i++) {
            ElementKernels.addScaled(rows, ro + i * n, n, p[po + i], out, oo);
        }
    }
}
