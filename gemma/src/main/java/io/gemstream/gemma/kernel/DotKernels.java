package io.gemstream.gemma.kernel;

/**
 * Computes dot products of four rows at a time, on vectors or scalars, see {@link VectorModule}. Each product has one
 * accumulator, filled front to back and folded once, so its bits do not depend on which kernel computed it or what was
 * computed beside it; the other products of the tile are what keeps the multiply-add units busy.
 */
public final class DotKernels {

    /** Rows of weights, or keys, per call. */
    public static final int TILE = 4;

    /** Floats that a scratch array for unfolded sums needs. */
    public static final int SCRATCH = TILE * TILE * 16;

    private DotKernels() {}

    /**
     * Four rows against one vector.
     *
     * @param w holds the rows, which begin at {@code w0 .. w3}
     * @param x the vector, from {@code xo} on
     * @param n length
     * @param scratch at least {@link #SCRATCH}
     * @param out receives the four products, from {@code oo} on
     */
    public static void fourByOne(
            float[] w, int w0, int w1, int w2, int w3, float[] x, int xo, int n,
            float[] scratch, float[] out, int oo) {
        if (VectorModule.PRESENT) {
            VectorDots.fourByOne(w, w0, w1, w2, w3, x, xo, n, scratch, out, oo);
        } else {
            ScalarDots.fourByOne(w, w0, w1, w2, w3, x, xo, n, scratch, out, oo);
        }
    }

    /** One row against one vector; the arguments are those of {@link #fourByOne}. */
    public static void oneByOne(
            float[] w, int w0, float[] x, int xo, int n, float[] scratch, float[] out, int oo) {
        if (VectorModule.PRESENT) {
            VectorDots.oneByOne(w, w0, x, xo, n, scratch, out, oo);
        } else {
            ScalarDots.oneByOne(w, w0, x, xo, n, scratch, out, oo);
        }
    }

    /**
     * Four rows against four vectors.
     *
     * @param w the rows, [4, n]
     * @param scratch at least {@link #SCRATCH}
     * @param y0 receives the products with {@code x0}, from {@code o} on; {@code y1 .. y3} likewise
     */
    public static void fourByFour(
            float[] w, float[] x0, float[] x1, float[] x2, float[] x3, int n, float[] scratch,
            float[] y0, float[] y1, float[] y2, float[] y3, int o) {
        if (VectorModule.PRESENT) {
            VectorDots.fourByFour(w, x0, x1, x2, x3, n, scratch, y0, y1, y2, y3, o);
        } else {
            ScalarDots.fourByFour(w, x0, x1, x2, x3, n, scratch, y0, y1, y2, y3, o);
        }
    }
}
