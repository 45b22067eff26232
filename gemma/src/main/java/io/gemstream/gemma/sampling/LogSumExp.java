package io.gemstream.gemma.sampling;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maximum and sum of exponentials over a vocabulary. Vectorised because a scalar pass over 256k logits costs
 * milliseconds per token.
 *
 * <p>The sum is the same bit for bit in the interpreter, in compiled code and at every vector width, because resumed
 * generations draw by it. So the exponential is a polynomial of our own (the vector library's differs from its fallback
 * in the last place) and the additions come in one order (that of {@code reduceLanes} is unspecified).
 */
final class LogSumExp {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** Exponentials between two rounds of additions; a multiple of every vector length. */
    private static final int BLOCK = 256;

    /** Below, an exponential is no normal float, and means nothing beside the largest, which is 1. */
    private static final float LEAST_EXPONENT = -87;

    private static final float LOG2_E = 1.44269504f;

    /** 1.5 * 2^23: added and taken off again, leaves the nearest integer. */
    private static final float ROUNDER = 0x1.8p23f;

    /** ln 2 in two parts, the first with few enough bits to be exact times an exponent; Cephes, {@code expf.c}. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;

    private LogSumExp() {}

    /** Largest of {@code logits[0, size)}; NaN if one of them is NaN. */
    static float max(float[] logits, int size) {
        FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int bound = SPECIES.loopBound(size);
        for (int i = 0; i < bound; i += SPECIES.length()) {
            best = best.max(FloatVector.fromArray(SPECIES, logits, i));
        }
        float max = best.reduceLanes(VectorOperators.MAX);
        for (int i = bound; i < size; i++) {
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
        int bound = SPECIES.loopBound(count);
        for (int i = 0; i < bound; i += SPECIES.length()) {
            exp(FloatVector.fromArray(SPECIES, logits, from + i).sub(max).mul(scale))
                    .intoArray(block, i);
        }
        if (bound < count) {
            var rest = SPECIES.indexInRange(bound, count);
            exp(FloatVector.fromArray(SPECIES, logits, from + bound, rest).sub(max).mul(scale))
                    .intoArray(block, bound, rest);
        }
    }

    /** For arguments up to 0. The polynomial is that of Cephes, {@code expf.c}: 2e-7 off at most. */
    private static FloatVector exp(FloatVector argument) {
        FloatVector x = argument.max(LEAST_EXPONENT);
        FloatVector power = x.mul(LOG2_E).add(ROUNDER).sub(ROUNDER);
        FloatVector rest = power.fma(broadcast(-LN2_HIGH), x);
        rest = power.fma(broadcast(-LN2_LOW), rest);
        FloatVector sum = broadcast(1.9875691500e-4f);
        sum = sum.fma(rest, broadcast(1.3981999507e-3f));
        sum = sum.fma(rest, broadcast(8.3334519073e-3f));
        sum = sum.fma(rest, broadcast(4.1665795894e-2f));
        sum = sum.fma(rest, broadcast(1.6666665459e-1f));
        sum = sum.fma(rest, broadcast(5.0000001201e-1f));
        sum = sum.fma(rest.mul(rest), rest.add(1));
        IntVector exponent = (IntVector) power.convert(VectorOperators.F2I, 0);
        return sum.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
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
