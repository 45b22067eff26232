package io.gemstream.gemma.kernel;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;

/** Types with super-blocks of 256 elements; formats as in {@link ScalarSuperBlocks}. */
final class SuperBlockRows {

    private SuperBlockRows() {}

    static void q4K(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 256, at += 144) {
            float d = StoredNumbers.half(data, at);
            float min = StoredNumbers.half(data, at + 2);
            for (int pair = 0; pair < 4; pair++) {
                float lowScale = d * ScalarSuperBlocks.scale(data, at + 4, 2 * pair);
                float lowMin = min * ScalarSuperBlocks.minimum(data, at + 4, 2 * pair);
                float highScale = d * ScalarSuperBlocks.scale(data, at + 4, 2 * pair + 1);
                float highMin = min * ScalarSuperBlocks.minimum(data, at + 4, 2 * pair + 1);
                int o = oo + i + 64 * pair;
                ByteVector first = Bytes.load(data, at + 16 + 32 * pair);
                ByteVector second = Bytes.load(data, at + 32 + 32 * pair);
                Bytes.scaled(Bytes.lowNibbles(first), lowScale, lowMin, out, o);
                Bytes.scaled(Bytes.lowNibbles(second), lowScale, lowMin, out, o + 16);
                Bytes.scaled(Bytes.highNibbles(first), highScale, highMin, out, o + 32);
                Bytes.scaled(Bytes.highNibbles(second), highScale, highMin, out, o + 48);
            }
        }
    }

    static void q6K(MemorySegment data, long offset, int n, float[] out, int oo) {
        long at = offset;
        for (int i = 0; i < n; i += 256, at += 210) {
            float d = StoredNumbers.half(data, at + 208);
            for (int half = 0; half < 2; half++) {
                for (int side = 0; side < 2; side++) {
                    q6KQuarter(
                            data, at + 64 * half + 16 * side, at + 128 + 32 * half + 16 * side,
                            at + 192 + 8 * half + side, d, out, oo + i + 128 * half + 16 * side);
                }
            }
        }
    }

    /** The 64 elements that share 16 bytes of high bits: four groups of 16, 32 elements apart. */
    private static void q6KQuarter(
            MemorySegment data, long low, long high, long scale, float d, float[] out, int o) {
        ByteVector first = Bytes.load(data, low);
        ByteVector second = Bytes.load(data, low + 32);
        ByteVector top = Bytes.load(data, high);
        ByteVector q0 = Bytes.lowNibbles(first).or(Bytes.left(top.and((byte) 0x03), 4));
        ByteVector q1 = Bytes.lowNibbles(second).or(Bytes.left(top.and((byte) 0x0C), 2));
        ByteVector q2 = Bytes.highNibbles(first).or(top.and((byte) 0x30));
        ByteVector q3 = Bytes.highNibbles(second).or(Bytes.right(top.and((byte) 0xC0), 2));
        Bytes.scaled(q0.sub((byte) 32), d * StoredNumbers.signedByte(data, scale), out, o);
        Bytes.scaled(q1.sub((byte) 32), d * StoredNumbers.signedByte(data, scale + 2), out, o + 32);
        Bytes.scaled(q2.sub((byte) 32), d * StoredNumbers.signedByte(data, scale + 4), out, o + 64);
        Bytes.scaled(q3.sub((byte) 32), d * StoredNumbers.signedByte(data, scale + 6), out, o + 96);
    }
}
