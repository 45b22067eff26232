package io.gemstream.gemma.sampling;

/**
 * Computes maximum and sum of exponentials over a vocabulary. On vectors where there are any, because a scalar pass
 * over 256k logits costs milliseconds per token.
 *
 * <p>The sum is the same bit for bit in the interpreter, in compiled code and at every vector width, because resumed
 * generations draw by it. So the exponential is a polynomial of our own (the vector library's differs from its fallback
 * in the last place) and the additions come in one order (that of {@code reduceLanes} is unspecified).
 */
final class LogSumExp {

    /** A JVM has the Vector API only if asked for it. */
    private static final boolean VECTORS = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    /** Exponentials between two rounds of additions; a multiple of every vector length. */
    private static final int BLOCK = 256;

    /** Below, an exponential is no normal float, and means nothing beside the largest, which is 1. */
    static final float LEAST_EXPONENT = -87;

    static final float LOG2_E = 1.44269504f;

    /** 1.5 * 2^23: added and taken off again, leaves the nearest integer. */
    static final float ROUNDER = 0x1.8p23f;

    /** ln 2 in two parts, the first with few enough bits to be exact times an exponent; Cephes, {@code expf.c}. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;

    private LogSumExp() {}

    /** Largest of {@code logits[0, size)}; NaN if one of them is NaN. */
    static float max(float[] logits, int size) {
        if (VECTORS) {
            return VectorExponentials.max(logits, size);
        }
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, logits[i]);
        }
        return max;
    }

    /** Sum of {@code exp((logits[i] - max) * scale)} over {@code [0, size)}; relative error under 1e-6. */
    static double sumExp(float[] logits, int size, float max, float scale) {
        float[] block = new float[BLOCK];
        double sum = 0;
        for (int from = 0; from < size; from += BLOCK) {
            int count = Math.min(BLOCK, size - from);
            exponentials(logits, from, count, max, scale, block);
            sum += sum(block, count);
        }
        return sum;
    }

    /** Puts {@code exp((logits[from + i] - max) * scale)} into {@code block[0, count)}. */
    private static void exponentials(float[] logits, int from, int count, float max, float scale, float[] block) {
        if (VECTORS) {
            VectorExponentials.exponentials(logits, from, count, max, scale, block);
        } else {
            scalarExponentials(logits, from, count, max, scale, block);
        }
    }

    static void scalarExponentials(float[] logits, int from, int count, float max, float scale, float[] block) {
        for (int i = 0; i < count; i++) {
            block[i] = exp((logits[from + i] - max) * scale);
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

    /** Four sums side by side, because one addition waits for the last. */
    private static double sum(float[] block, int count) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            sum0 += block[i];
            sum1 += block[i + 1];
            sum2 += block[i + 2];
            sum3 += block[i + 3];
        }
        for (; i < count; i++) {
            sum0 += block[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }
}
