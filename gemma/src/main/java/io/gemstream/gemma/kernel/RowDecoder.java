package io.gemstream.gemma.kernel;

import io.gemstream.gemma.format.GgmlType;
import java.lang.foreign.MemorySegment;

/** Turns stored weights into floats, a row at a time, with the fastest kernel there is for the type. */
public final class RowDecoder {

    private RowDecoder() {}

    /**
     * Decodes consecutive elements; the bits are those of {@link ScalarRowDecoder}.
     *
     * @param type how they are stored
     * @param data native memory (a heap segment would slow every later call down)
     * @param offset first byte, at the start of a block
     * @param n elements, a multiple of the type's block
     * @param out receives the floats, from {@code oo} on
     */
    public static void decode(GgmlType type, MemorySegment data, long offset, int n, float[] out, int oo) {
        if (!VectorModule.PRESENT) {
            ScalarRowDecoder.decode(type, data, offset, n, out, oo);
            return;
        }
        switch (type) {
            case F32 -> PlainRows.f32(data, offset, n, out, oo);
            case F16 -> PlainRows.f16(data, offset, n, out, oo);
            case BF16 -> PlainRows.bf16(data, offset, n, out, oo);
            case Q8_0 -> BlockRows.q8Zero(data, offset, n, out, oo);
            case Q4_0 -> BlockRows.q4Zero(data, offset, n, out, oo);
            case Q5_0 -> BlockRows.q5Zero(data, offset, n, out, oo);
            case Q4_K -> SuperBlockRows.q4K(data, offset, n, out, oo);
            case Q6_K -> SuperBlockRows.q6K(data, offset, n, out, oo);
            case IQ4_NL -> BlockRows.iq4NonLinear(data, offset, n, out, oo);
            case IQ4_XS -> SuperBlockRows.iq4Xs(data, offset, n, out, oo);
            case Q4_1, Q5_1, Q2_K, Q3_K, Q5_K -> ScalarRowDecoder.decode(type, data, offset, n, out, oo);
        }
    }
}
