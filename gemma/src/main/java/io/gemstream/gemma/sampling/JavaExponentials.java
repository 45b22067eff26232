package io.gemstream.gemma.sampling;

/**
 * Computes on vectors or, without the Vector API, one number at a time. The exponential is a polynomial of our own, since
 * the vector library's differs from its fallback in the last place.
 */
final class JavaExponentials implements RowExponentials {

    /** A JVM has the Vector API only if asked for it. */
    private static final boolean VECTORS = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    /** Below, an exponential is no normal float, and means nothing beside the largest, which is 1. */
    static final float LEAST_EXPONENT = -87;

    static final float LOG2_E = 1.44269504f;

    /** 1.5 * 2^23: added and taken off again, leaves the nearest integer. */
    static final float ROUNDER = 0x1.8p23f;

    /** ln 2 in two parts, the first with few enough bits to be exact times an exponent; Cephes, {@code expf.c}. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;

    @Override
    public float max(float[] x, int n) {
        if (VECTORS) {
            return VectorExponentials.max(x, n);
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    @Override
    public void exponentials(float[] x, int n) {
        if (VECTORS) {
            VectorExponentials.exponentials(x, n);
        } else {
            scalarExponentials(x, n);
        }
    }

    static void scalarExponentials(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = exp(x[i]);
        }
    }

    /** For arguments up to 0. The polynomial is that of Cephes, {@code expf.c}: 2e-7 off at most. */
    private static float exp(float argument) {
        float x = Math.max(argument, LEAST_EXPONENT);
        float power = x * LOG2_E + ROUNDER - ROUNDER;
        float rest = Math.fma(power, -LN2_HIGH, x);
        rest = Math.fma(power, -LN2_LOW, rest);
        float sum = Math.fma(1.9875691500e-4f, rest, 1.3981999507e-3f);
        sum = Math.fma(sum, rest, 8.3334519073e-3f);
        sum = Math.fma(sum, rest, 4.1665795894e-2f);
        sum = Math.fma(sum, rest, 1.6666665459e-1f);
        sum = Math.fma(sum, rest, 5.0000001201e-1f);
        sum = Math.fma(sum, rest * rest, rest + 1);
        return sum * Float.intBitsToFloat((int) power + 127 << 23);
    }
}
