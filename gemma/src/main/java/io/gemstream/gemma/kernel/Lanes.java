package io.gemstream.gemma.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors that kernels use, and the one order in which they add up: that of {@link ScalarLanes#COUNT} lanes, which are
 * one vector of AVX-512, two of AVX2 or four of NEON. So a sum has the same bits on every CPU (ADR 37).
 */
final class Lanes {

    /** 4 to 16 lanes, so that the lanes of a sum, and 16 stored bytes, always fill whole vectors. */
    static final VectorSpecies<Float> F = switch (FloatVector.SPECIES_PREFERRED.length()) {
        case 1, 2, 4 -> FloatVector.SPECIES_128;
        case 8 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_512;
    };

    /** Floats per vector. */
    static final int COUNT = F.length();

    /** Vectors that hold the lanes of a sum. */
    static final int PARTS = ScalarLanes.COUNT / COUNT;

    private static final VectorShuffle<Float> FOLD_8 = fold(8);
    private static final VectorShuffle<Float> FOLD_4 = fold(4);
    private static final VectorShuffle<Float> FOLD_2 = fold(2);
    private static final VectorShuffle<Float> FOLD_1 = fold(1);

    private Lanes() {}

    /**
     * Adds the lanes of a sum, from {@code from} on: upper half to lower half, until one is left. {@code rmsNorm} and
     * {@code exponentials} of {@link VectorElements} add their parts in this order too, each in lines of its own: a
     * part is a loop there and a load here, and to pass loops would box vectors where C2 does not inline them.
     */
    static float sum(float[] lanes, int from) {
        FloatVector v = FloatVector.fromArray(F, lanes, from);
        if (PARTS == 2) {
            v = v.add(FloatVector.fromArray(F, lanes, from + 8));
        } else if (PARTS == 4) {
            v = v.add(FloatVector.fromArray(F, lanes, from + 8))
                    .add(FloatVector.fromArray(F, lanes, from + 4).add(FloatVector.fromArray(F, lanes, from + 12)));
        }
        return sum(v);
    }

    /** Adds the lanes of one vector, which holds those of a sum or what its parts came to, in the same way. */
    static float sum(FloatVector vector) {
        FloatVector v = vector;
        if (COUNT >= 16) {
            v = v.add(v.rearrange(FOLD_8));
        }
        if (COUNT >= 8) {
            v = v.add(v.rearrange(FOLD_4));
        }
        v = v.add(v.rearrange(FOLD_2));
        v = v.add(v.rearrange(FOLD_1));
        return v.lane(0);
    }

    private static VectorShuffle<Float> fold(int distance) {
        return VectorShuffle.fromOp(F, lane -> (lane + distance) % COUNT);
    }
}
