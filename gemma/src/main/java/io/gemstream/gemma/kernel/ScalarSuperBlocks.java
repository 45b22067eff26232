package io.gemstream.gemma.kernel;

import static io.gemstream.gemma.kernel.StoredNumbers.half;
import static io.gemstream.gemma.kernel.StoredNumbers.signedByte;
import static io.gemstream.gemma.kernel.StoredNumbers.unsignedByte;

import java.lang.foreign.MemorySegment;

/** The reference for the types with super-blocks of 256 elements; each method decodes one. */
public final class ScalarSuperBlocks {

    private ScalarSuperBlocks() {}

    /** Super-block: 16 bytes (scale, minimum: 4 bits each), 64 bytes of 2-bit elements, d f16, dmin f16. */
    static void q2K(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at + 80);
        float min = half(data, at + 82);
        for (int group = 0; group < 16; group++) {
            int packed = unsignedByte(data, at + group);
            float scale = d * (packed & 0xF);
            float m = min * (packed >> 4);
            long q = at + 16 + quarterBytes(group);
            int shift = quarterShift(group);
            for (int l = 0; l < 16; l++) {
                out[o + 16 * group + l] = scale * (unsignedByte(data, q + l) >> shift & 3) - m;
            }
        }
    }

    /** Super-block: 32 bytes of third bits, 64 bytes of 2-bit elements, 12 bytes of 6-bit scales, d f16. */
    static void q3K(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at + 108);
        for (int group = 0; group < 16; group++) {
            float scale = d * threeBitScale(data, at, group);
            long q = at + 32 + quarterBytes(group);
            int shift = quarterShift(group);
            for (int l = 0; l < 16; l++) {
                int third = unsignedByte(data, at + 16 * (group % 2) + l) >> group / 2 & 1;
                out[o + 16 * group + l] = scale * ((unsignedByte(data, q + l) >> shift & 3) - (third == 1 ? 0 : 4));
            }
        }
    }

    /** Super-block: d f16, dmin f16, 12 bytes of 6-bit scales and minima, 128 bytes of nibbles. */
    static void q4K(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        float min = half(data, at + 2);
        for (int group = 0; group < 8; group++) {
            float scale = d * scale(data, at + 4, group);
            float m = min * minimum(data, at + 4, group);
            long q = at + 16 + 32L * (group / 2);
            int shift = 4 * (group % 2);
            for (int l = 0; l < 32; l++) {
                out[o + 32 * group + l] = scale * (unsignedByte(data, q + l) >> shift & 0xF) - m;
            }
        }
    }

    /** Super-block: as Q4_K, with 32 bytes of fifth bits before the nibbles. */
    static void q5K(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        float min = half(data, at + 2);
        for (int group = 0; group < 8; group++) {
            float scale = d * scale(data, at + 4, group);
            float m = min * minimum(data, at + 4, group);
            long q = at + 48 + 32L * (group / 2);
            int shift = 4 * (group % 2);
            for (int l = 0; l < 32; l++) {
                int fifth = unsignedByte(data, at + 16 + l) >> group & 1;
                out[o + 32 * group + l] =
                        scale * ((unsignedByte(data, q + l) >> shift & 0xF) | fifth << 4) - m;
            }
        }
    }

    /** Super-block: 128 bytes of low nibbles, 64 bytes of high 2 bits, 16 signed scales, d f16. */
    static void q6K(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at + 208);
        for (int group = 0; group < 16; group++) {
            float scale = d * signedByte(data, at + 192 + group);
            int inHalf = group % 8;
            long low = at + 64L * (group / 8) + 16L * (inHalf % 4);
            long high = at + 128 + 32L * (group / 8) + 16L * (inHalf % 2);
            int lowShift = 4 * (inHalf / 4);
            int highShift = 2 * (inHalf / 2);
            for (int l = 0; l < 16; l++) {
                int q = unsignedByte(data, low + l) >> lowShift & 0xF
                        | (unsignedByte(data, high + l) >> highShift & 3) << 4;
                out[o + 16 * group + l] = scale * (q - 32);
            }
        }
    }

    /**
     * Super-block: d f16, the upper 2 bits of 8 scales, their lower 4, 128 bytes of nibbles; each 16 bytes of nibbles are
     * 32 elements as in IQ4_NL.
     */
    static void iq4Xs(MemorySegment data, long at, float[] out, int o) {
        float d = half(data, at);
        for (int group = 0; group < 8; group++) {
            float scale = d * nonLinearScale(data, at, group);
            long q = at + 8 + 16L * group;
            for (int l = 0; l < 16; l++) {
                int nibbles = unsignedByte(data, q + l);
                out[o + 32 * group + l] = scale * NonLinearNibbles.value(nibbles & 0xF);
                out[o + 32 * group + 16 + l] = scale * NonLinearNibbles.value(nibbles >> 4);
            }
        }
    }

    /** Scale of a group of 32 in a super-block of IQ4_XS: 6 bits, 32 stands for 0. */
    public static int nonLinearScale(MemorySegment data, long at, int group) {
        int low = unsignedByte(data, at + 4 + group / 2) >> 4 * (group % 2) & 0xF;
        int high = unsignedByte(data, at + 2 + group / 4) >> 2 * (group % 4) & 3;
        return (low | high << 4) - 32;
    }

    /** Scale of a group of 16 in a super-block of Q3_K: 6 bits, 32 stands for 0. */
    public static int threeBitScale(MemorySegment data, long at, int group) {
        int low = unsignedByte(data, at + 96 + group % 8) >> 4 * (group / 8) & 0xF;
        int high = unsignedByte(data, at + 104 + group % 4) >> 2 * (group / 4) & 3;
        return (low | high << 4) - 32;
    }

    /** 2-bit elements: 32 bytes hold 128 elements, those of a quarter in the same bit pair. */
    private static long quarterBytes(int group) {
        return 32L * (group / 8) + 16L * (group % 2);
    }

    private static int quarterShift(int group) {
        return 2 * (group % 8 / 2);
    }

    /** 6-bit scale of a group of 32; the upper four have their top bits in the lower four's bytes. */
    public static int scale(MemorySegment data, long packed, int group) {
        return group < 4
                ? unsignedByte(data, packed + group) & 63
                : unsignedByte(data, packed + group + 4) & 0xF | unsignedByte(data, packed + group - 4) >> 6 << 4;
    }

    /** 6-bit minimum of a group of 32. */
    public static int minimum(MemorySegment data, long packed, int group) {
        return group < 4
                ? unsignedByte(data, packed + group + 4) & 63
                : unsignedByte(data, packed + group + 4) >> 4 | unsignedByte(data, packed + group) >> 6 << 4;
    }
}
