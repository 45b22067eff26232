package io.gemstream.gemma.sampling;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maximum and sum of exponentials over a vocabulary. Vectorised because a scalar pass over 256k logits costs
 * milliseconds per token.
 */
final class LogSumExp {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /** Vectors added in f32 before they go into the f64 total, which bounds the rounding error. */
    private static final int BLOCK_VECTORS = 64;

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

    /** Sum of {@code exp((logits[i] - max) * scale)} over {@code [0, size)}; relative error about 1e-6. */
    static double sumExp(float[] logits, int size, float max, float scale) {
        double sum = 0;
        int bound = SPECIES.loopBound(size);
        int i = 0;
        while (i < bound) {
            int blockEnd = Math.min(bound, i + BLOCK_VECTORS * SPECIES.length());
            FloatVector block = FloatVector.zero(SPECIES);
            for (; i < blockEnd; i += SPECIES.length()) {
                FloatVector exponents = FloatVector.fromArray(SPECIES, logits, i).sub(max).mul(scale);
                block = block.add(exponents.lanewise(VectorOperators.EXP));
            }
            sum += block.reduceLanes(VectorOperators.ADD);
        }
        for (; i < size; i++) {
            sum += Math.exp((logits[i] - max) * scale);
        }
        return sum;
    }
}
