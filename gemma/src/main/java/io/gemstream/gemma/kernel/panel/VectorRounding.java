package io.gemstream.gemma.kernel.panel;

import io.gemstream.gemma.kernel.Coefficients;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Quantises rows on vectors, as {@link QuantisedRows} lays them out. */
final class VectorRounding {

    /** Half a block, whatever the machine: the layout is fixed. */
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_512;

    private VectorRounding() {}

    static void blocks(float[] x, int blocks, MemorySegment data, long start, long step) {
        long at = start;
        for (int block = 0; block < blocks; block++, at += step) {
            int o = block * PanelFormat.BLOCK;
            FloatVector first = FloatVector.fromArray(F, x, o);
            FloatVector second = FloatVector.fromArray(F, x, o + F.length());
            float most = first.abs().max(second.abs()).reduceLanes(VectorOperators.MAX);
            float inverse = QuantisedRows.inverse(most);
            int firstSum = put(first.mul(inverse), data, at);
            int secondSum = put(second.mul(inverse), data, at + F.length());
            QuantisedRows.tail(data, at, most, firstSum, secondSum);
        }
    }

    private static int put(FloatVector half, MemorySegment data, long at) {
        IntVector q = (IntVector)
                half.add(Coefficients.ROUND).sub(Coefficients.ROUND).convert(VectorOperators.F2I, 0);
        q.convertShape(VectorOperators.I2B, ByteVector.SPECIES_128, 0)
                .reinterpretAsBytes()
                .intoMemorySegment(data, at, ByteOrder.LITTLE_ENDIAN);
        return q.reduceLanes(VectorOperators.ADD);
    }
}
