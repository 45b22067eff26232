package io.gemstream.gemma.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loads and converts sixteen stored bytes at a time: the piece that every quantised type is made of. */
final class Bytes {

    static final VectorSpecies<Byte> B = ByteVector.SPECIES_128;

    private static final int PARTS = 16 / Lanes.COUNT;

    private Bytes() {}

    static ByteVector load(MemorySegment data, long offset) {
        return ByteVector.fromMemorySegment(B, data, offset, ByteOrder.LITTLE_ENDIAN);
    }

    static ByteVector lowNibbles(ByteVector bytes) {
        return bytes.and((byte) 0xF);
    }

    static ByteVector highNibbles(ByteVector bytes) {
        return right(bytes, 4).and((byte) 0xF);
    }

    /**
     * Shifts bytes left as part of ints, because x86 has no byte shift: bits cross into the neighbour unless they were
     * masked away before.
     */
    static ByteVector left(ByteVector bytes, int count) {
        return bytes.reinterpretAsInts().lanewise(VectorOperators.LSHL, count).reinterpretAsBytes();
    }

    /** As {@link #left}, to the right: bits from the neighbour come in unless they are masked away. */
    static ByteVector right(ByteVector bytes, int count) {
        return bytes.reinterpretAsInts().lanewise(VectorOperators.LSHR, count).reinterpretAsBytes();
    }

    /** {@code out = scale * q}, 16 floats. */
    static void scaled(ByteVector q, float scale, float[] out, int o) {
        for (int part = 0; part < PARTS; part++) {
            floats(q, part).mul(scale).intoArray(out, o + part * Lanes.COUNT);
        }
    }

    /** {@code out = scale * q - minimum}, 16 floats; two roundings, as the reference has. */
    static void scaled(ByteVector q, float scale, float minimum, float[] out, int o) {
        for (int part = 0; part < PARTS; part++) {
            floats(q, part).mul(scale).sub(minimum).intoArray(out, o + part * Lanes.COUNT);
        }
    }

    /** {@link ScaledBytes#decode} on whole blocks. */
    static void scaled(byte[] bytes, int bo, float[] scales, int so, int n, float[] out, int oo) {
        for (int i = 0; i < n; i += 16) {
            scaled(ByteVector.fromArray(B, bytes, bo + i), scales[so + i / ScaledBytes.BLOCK], out, oo + i);
        }
    }

    private static FloatVector floats(ByteVector q, int part) {
        return (FloatVector) q.castShape(Lanes.F, part);
    }
}
