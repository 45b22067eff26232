package io.gemstream.gemma.kernel;

import static io.gemstream.gemma.kernel.StoredNumbers.half;
import static io.gemstream.gemma.kernel.StoredNumbers.int16;
import static io.gemstream.gemma.kernel.StoredNumbers.int32;
import static io.gemstream.gemma.kernel.StoredNumbers.signedByte;
import static io.gemstream.gemma.kernel.StoredNumbers.unsignedByte;

import io.gemstream.gemma.format.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * The reference for every stored type, one plain method each; the vector kernels are tested against it bit for bit.
 *
 * <p>Formats and order of operations: ggml,
 * <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c">ggml-quants.c</a>, dequantize_row_*.
 */
public final class ScalarRowDecoder {

    private ScalarRowDecoder() {}

    /** The arguments are those of {@link RowDecoder#decode}. */
    public static void decode(GgmlType type, MemorySegment data, long offset, int n, float[] out, int oo) {
        int blocks = n / type.blockElements();
        for (int b = 0; b < blocks; b++) {
            long at = offset + (long) b * type.blockBytes();
            int o = oo + b * type.blockElements();
            switch (type) {
                case F32 -> out[o] = Float.intBitsToFloat(int32(data, at));
                case F16 -> out[o] = half(data, at);
                case BF16 -> out[o] = Float.intBitsToFloat(int16(data, at) << 16);
                case Q8_0 -> q8Zero(data, at, out, o);
                case Q4_0 -> q4Zero(data, at, out, o);
                case Q4_1 -> q4One(data, at, out, o);
                case Q5_0 -> q5Zero(data, at, out, o);
                case Q5_1 -> q5One(data, at, out, o);
                case Q2_K -> ScalarSuperBlocks.q2K(data, at, out, o);
                case Q3_K -> ScalarSuperBlocks.q3K(data, at, out, o);
                case Q4_K -> ScalarSuperBlocks.q4K(data, at, out, o);
                case Q5_K -> ScalarSuperBlocks.q5K(data, at, out, o);
                case Q6_K -> ScalarSuperBlocks.q6K(data, at, out, o);
                case IQ4_NL -> iq4NonLinear(data, at, out, o);
                case IQ4_XS -> ScalarSuperBlocks.iq4Xs(data, at, out, o);
            }
        }
    }

    /** Block: scale f16, 32 signed bytes. */
    private static void q8Zero(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        for (int j = 0; j < 32; j++) {
            out[o + j] = d * signedByte(data, at + 2 + j);
        }
    }

    /** Block: scale f16, 16 bytes; low nibbles are elements 0..15, high nibbles 16..31. */
    private static void q4Zero(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        for (int j = 0; j < 16; j++) {
            int q = unsignedByte(data, at + 2 + j);
            out[o + j] = d * ((q & 0xF) - 8);
            out[o + 16 + j] = d * ((q >> 4) - 8);
        }
    }

    /** Block: scale f16, minimum f16, nibbles as in Q4_0. */
    private static void q4One(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        float m = half(data, at + 2);
        for (int j = 0; j < 16; j++) {
            int q = unsignedByte(data, at + 4 + j);
            out[o + j] = d * (q & 0xF) + m;
            out[o + 16 + j] = d * (q >> 4) + m;
        }
    }

    /** Block: scale f16, 32 fifth bits, nibbles as in Q4_0. */
    private static void q5Zero(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        int high = int32(data, at + 2);
        for (int j = 0; j < 16; j++) {
            int q = unsignedByte(data, at + 6 + j);
            out[o + j] = d * (((q & 0xF) | (high >>> j & 1) << 4) - 16);
            out[o + 16 + j] = d * (((q >> 4) | (high >>> (j + 16) & 1) << 4) - 16);
        }
    }

    /** Block: scale f16, minimum f16, 32 fifth bits, nibbles as in Q4_0. */
    private static void q5One(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        float m = half(data, at + 2);
        int high = int32(data, at + 4);
        for (int j = 0; j < 16; j++) {
            int q = unsignedByte(data, at + 8 + j);
            out[o + j] = d * ((q & 0xF) | (high >>> j & 1) << 4) + m;
            out[o + 16 + j] = d * ((q >> 4) | (high >>> (j + 16) & 1) << 4) + m;
        }
    }

    /** Block: scale f16, nibbles as in Q4_0; a nibble is the number of one of {@link NonLinearNibbles}. */
    private static void iq4NonLinear(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        for (int j = 0; j < 16; j++) {
            int q = unsignedByte(data, at + 2 + j);
            out[o + j] = d * NonLinearNibbles.value(q & 0xF);
            out[o + 16 + j] = d * NonLinearNibbles.value(q >> 4);
        }
    }
}
