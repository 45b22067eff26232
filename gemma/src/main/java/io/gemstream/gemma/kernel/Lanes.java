package io.gemstream.gemma.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vector width all kernels use, and the one order in which lanes are added. */
final class Lanes {

    /** At most 16 lanes, so that 16 stored bytes always fill whole vectors. */
    static final VectorSpecies<Float> F =
            FloatVector.SPECIES_PREFERRED.length() > 16 ? FloatVector.SPECIES_512 : FloatVector.SPECIES_PREFERRED;

    /** Floats per vector. */
    static final int COUNT = F.length();

    private static final VectorShuffle<Float> FOLD_8 = fold(8);
    private static final VectorShuffle<Float> FOLD_4 = fold(4);
    private static final VectorShuffle<Float> FOLD_2 = fold(2);
    private static final VectorShuffle<Float> FOLD_1 = fold(1);

    private Lanes() {}

    /** Adds all lanes: upper half to lower half, until one is left. */
    static float sum(FloatVector vector) {
        FloatVector v = vector;
        if (COUNT >= 16) {
            v = v.add(v.rearrange(FOLD_8));
        }
        if (COUNT >= 8) {
            v = v.add(v.rearrange(FOLD_4));
        }
        if (COUNT >= 4) {
            v = v.add(v.rearrange(FOLD_2));
        }
        v = v.add(v.rearrange(FOLD_1));
        return v.lane(0);
    }

    private static VectorShuffle<Float> fold(int distance) {
        return VectorShuffle.fromOp(F, lane -> (lane + distance) % COUNT);
    }
}
