package io.gemstream.gemma.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorMask;

/** Decodes types with blocks of 32 elements on vectors; formats as in {@link ScalarRowDecoder}. */
final class BlockRows {

    private static final ByteVector VALUES = ByteVector.fromArray(Bytes.B, NonLinearNibbles.values(), 0);

    private BlockRows() {}

    static void q8Zero(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 32, at += 34) {
            float d = StoredNumbers.half(data, at);
            Bytes.scaled(Bytes.load(data, at + 2), d, out, oo + i);
            Bytes.scaled(Bytes.load(data, at + 18), d, out, oo + i + 16);
        }
    }

    static void q4Zero(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 32, at += 18) {
            float d = StoredNumbers.half(data, at);
            ByteVector q = Bytes.load(data, at + 2);
            Bytes.scaled(Bytes.lowNibbles(q).sub((byte) 8), d, out, oo + i);
            Bytes.scaled(Bytes.highNibbles(q).sub((byte) 8), d, out, oo + i + 16);
        }
    }

    static void q5Zero(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 32, at += 22) {
            float d = StoredNumbers.half(data, at);
            int unset = ~StoredNumbers.int32(data, at + 2);
            ByteVector q = Bytes.load(data, at + 6);
            Bytes.scaled(below16(Bytes.lowNibbles(q), unset), d, out, oo + i);
            Bytes.scaled(below16(Bytes.highNibbles(q), unset >>> 16), d, out, oo + i + 16);
        }
    }

    static void iq4NonLinear(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 32, at += 18) {
            nonLinear(Bytes.load(data, at + 2), StoredNumbers.half(data, at), out, oo + i);
        }
    }

    /** 16 elements from low nibbles and 16 from high ones. */
    static void nonLinear(ByteVector nibbles, float scale, float[] out, int o) {
        Bytes.scaled(Bytes.lowNibbles(nibbles).selectFrom(VALUES), scale, out, o);
        Bytes.scaled(Bytes.highNibbles(nibbles).selectFrom(VALUES), scale, out, o + 16);
    }

    /** A set fifth bit adds 16 and the format subtracts 16, so only the lanes with an unset bit move. */
    private static ByteVector below16(ByteVector nibbles, int unset) {
        return nibbles.sub((byte) 16, VectorMask.fromLong(Bytes.B, unset & 0xFFFF));
    }
}
