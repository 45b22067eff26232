package io.gemstream.gemma.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Decodes types without blocks on vectors: decoding is widening. */
final class PlainRows {

    private static final VectorSpecies<Integer> I = Lanes.F.withLanes(int.class);
    private static final VectorSpecies<Short> S =
            VectorSpecies.of(short.class, VectorShape.forBitSize(16 * Lanes.COUNT));
    /** Moves the exponent from the bias of 16-bit floats to that of 32-bit floats; exact, also for subnormals. */
    private static final float REBIAS = 0x1p112f;
    private static final int HALF_EXPONENT = 0x7C00;
    private static final int FLOAT_EXPONENT = 0x7F80_0000;

    private PlainRows() {}

    static void f32(MemorySegment data, long offset, int n, float[] out, int oo) {
        int bound = Lanes.F.loopBound(n);
        for (int i = 0; i < bound; i += Lanes.COUNT) {
            FloatVector.fromMemorySegment(Lanes.F, data, offset + 4L * i, ByteOrder.LITTLE_ENDIAN)
                    .intoArray(out, oo + i);
        }
        for (int i = bound; i < n; i++) {
            out[oo + i] = Float.intBitsToFloat(StoredNumbers.int32(data, offset + 4L * i));
        }
    }

    static void f16(MemorySegment data, long offset, int n, float[] out, int oo) {
        int bound = Lanes.F.loopBound(n);
        for (int i = 0; i < bound; i += Lanes.COUNT) {
            IntVector bits = widened(data, offset + 2L * i);
            IntVector magnitude = bits.and(0x7FFF);
            VectorMask<Integer> notFinite = magnitude.compare(VectorOperators.GE, HALF_EXPONENT);
            IntVector value = magnitude.lanewise(VectorOperators.LSHL, 13)
                    .reinterpretAsFloats()
                    .mul(REBIAS)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.OR, FLOAT_EXPONENT, notFinite);
            value.or(bits.and(0x8000).lanewise(VectorOperators.LSHL, 16))
                    .reinterpretAsFloats()
                    .intoArray(out, oo + i);
        }
        for (int i = bound; i < n; i++) {
            out[oo + i] = StoredNumbers.half(data, offset + 2L * i);
        }
    }

    static void bf16(MemorySegment data, long offset, int n, float[] out, int oo) {
        int bound = Lanes.F.loopBound(n);
        for (int i = 0; i < bound; i += Lanes.COUNT) {
            widened(data, offset + 2L * i)
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .intoArray(out, oo + i);
        }
        for (int i = bound; i < n; i++) {
            out[oo + i] = Float.intBitsToFloat(StoredNumbers.int16(data, offset + 2L * i) << 16);
        }
    }

    private static IntVector widened(MemorySegment data, long offset) {
        return (IntVector) ShortVector.fromMemorySegment(S, data, offset, ByteOrder.LITTLE_ENDIAN)
                .convertShape(VectorOperators.ZERO_EXTEND_S2I, I, 0);
    }
}
