package io.gemstream.gemma.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;

/**
 * Decodes types with super-blocks of 256 elements on vectors; formats as in {@link ScalarSuperBlocks}.
 *
 * <p>Loops rather than repeated lines: past a number of graph nodes C2 stops inlining vector operations
 * (NodeCountInliningCutoff), and what is not inlined is boxed.
 */
final class SuperBlockRows {

    private static final int SIX_BITS = 0x3F3F_3F3F;
    private static final int FOUR_BITS = 0x0F0F_0F0F;
    private static final int TWO_BITS = 0x0303_0303;

    private SuperBlockRows() {}

    static void q4K(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 256, at += 144) {
            float d = StoredNumbers.half(data, at);
            float min = StoredNumbers.half(data, at + 2);
            int low = StoredNumbers.int32(data, at + 4);
            int middle = StoredNumbers.int32(data, at + 8);
            int high = StoredNumbers.int32(data, at + 12);
            long scales = joined(low & SIX_BITS, high & FOUR_BITS | (low >>> 6 & TWO_BITS) << 4);
            long minima = joined(middle & SIX_BITS, high >>> 4 & FOUR_BITS | (middle >>> 6 & TWO_BITS) << 4);
            for (int pair = 0; pair < 4; pair++) {
                float lowScale = d * (scales & 0xFF);
                float lowMin = min * (minima & 0xFF);
                float highScale = d * (scales >>> 8 & 0xFF);
                float highMin = min * (minima >>> 8 & 0xFF);
                scales >>>= 16;
                minima >>>= 16;
                for (int side = 0; side < 2; side++) {
                    int o = oo + i + 64 * pair + 16 * side;
                    ByteVector q = Bytes.load(data, at + 16 + 32 * pair + 16 * side);
                    Bytes.scaled(Bytes.lowNibbles(q), lowScale, lowMin, out, o);
                    Bytes.scaled(Bytes.highNibbles(q), highScale, highMin, out, o + 32);
                }
            }
        }
    }

    static void q6K(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 256, at += 210) {
            float d = StoredNumbers.half(data, at + 208);
            for (int half = 0; half < 2; half++) {
                long scales = StoredNumbers.int64(data, at + 192 + 8 * half);
                for (int part = 0; part < 4; part++) {
                    int side = part & 1;
                    int row = part >> 1;
                    ByteVector q = Bytes.load(data, at + 64 * half + 32 * row + 16 * side);
                    ByteVector top = Bytes.load(data, at + 128 + 32 * half + 16 * side);
                    float lowScale = d * (byte) (scales >>> 8 * part);
                    float highScale = d * (byte) (scales >>> 8 * part + 32);
                    q6KPart(q, Bytes.right(top, 2 * row), lowScale, highScale, out, oo + i + 128 * half + 16 * part);
                }
            }
        }
    }

    static void iq4Xs(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 256, at += 136) {
            float d = StoredNumbers.half(data, at);
            for (int group = 0; group < 8; group++) {
                float scale = d * ScalarSuperBlocks.nonLinearScale(data, at, group);
                BlockRows.nonLinear(Bytes.load(data, at + 8 + 16 * group), scale, out, oo + i + 32 * group);
            }
        }
    }

    /** 16 elements from low nibbles and 16 from high ones, 64 apart; bits 0-1 and 4-5 of {@code top} are theirs. */
    private static void q6KPart(
            ByteVector q, ByteVector top, float lowScale, float highScale, float[] out, int o) {
        ByteVector low = Bytes.lowNibbles(q).or(Bytes.left(top.and((byte) 0x03), 4));
        ByteVector high = Bytes.highNibbles(q).or(top.and((byte) 0x30));
        Bytes.scaled(low.sub((byte) 32), lowScale, out, o);
        Bytes.scaled(high.sub((byte) 32), highScale, out, o + 64);
    }

    private static long joined(int first, int second) {
        return Integer.toUnsignedLong(first) | Integer.toUnsignedLong(second) << 32;
    }
}
