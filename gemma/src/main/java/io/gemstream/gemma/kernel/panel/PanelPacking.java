package io.gemstream.gemma.kernel.panel;

import static io.gemstream.gemma.kernel.StoredNumbers.int16;
import static io.gemstream.gemma.kernel.StoredNumbers.int32;
import static io.gemstream.gemma.kernel.StoredNumbers.signedByte;
import static io.gemstream.gemma.kernel.StoredNumbers.unsignedByte;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.NonLinearNibbles;
import io.gemstream.gemma.kernel.ScalarRowDecoder;
import io.gemstream.gemma.kernel.ScalarSuperBlocks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Moves stored rows into panels. No number changes. Four elements at a time are moved as one int, in the order in which
 * they are stored wherever that is possible. Stored layouts: {@link ScalarRowDecoder}.
 */
public final class PanelPacking {

    private static final int NIBBLES = 0x0F0F_0F0F;
    private static final int PAIRS = 0x0303_0303;
    private static final int BITS = 0x0101_0101;
    private static final int FOURS = 0x0404_0404;
    private static final int SIGNS = 0x8080_8080;

    private final GgmlType type;
    private final MemorySegment stored;
    private final PanelMatrix matrix;

    /**
     * @param stored native memory, [rows, columns]
     * @param matrix where the rows go; its format is the one for {@code type}
     */
    public PanelPacking(GgmlType type, MemorySegment stored, PanelMatrix matrix) {
        this.type = type;
        this.stored = stored;
        this.matrix = matrix;
    }

    /** Fills panels {@code from} to {@code to}, exclusive. Different panels may be filled by different threads. */
    public void pack(int from, int to) {
        long rowBytes = type.rowBytes(matrix.columns());
        for (int panel = from; panel < to; panel++) {
            long scales = panel * matrix.panelBytes();
            long elements = scales + matrix.format().elementOffset(matrix.blocks());
            int height = Math.min(PanelFormat.ROWS, matrix.rows() - panel * PanelFormat.ROWS);
            for (int lane = 0; lane < height; lane++) {
                long at = ((long) panel * PanelFormat.ROWS + lane) * rowBytes;
                row(at, scales, elements, lane);
            }
        }
    }

    private void row(long start, long firstScales, long firstElements, int lane) {
        PanelFormat format = matrix.format();
        long at = start;
        long scales = firstScales; // of a block, or of a super-block and its blocks
        long elements = firstElements + 4 * lane;
        int blocks = type.blockElements() / PanelFormat.BLOCK;
        for (int b = 0; b < matrix.blocks(); b += blocks, at += type.blockBytes()) {
            switch (format) {
                case NIBBLES, NON_LINEAR -> nibbles(at, 2, scales, elements, lane);
                case NIBBLES_AND_MINIMUM -> {
                    halfScale(at + 2, scales + format.minimumOffset(), lane);
                    nibbles(at, 4, scales, elements, lane);
                }
                case FIVE_BITS -> fiveBits(at, 2, scales, elements, lane);
                case FIVE_BITS_AND_MINIMUM -> {
                    halfScale(at + 2, scales + format.minimumOffset(), lane);
                    fiveBits(at, 4, scales, elements, lane);
                }
                case BYTES -> bytes(at, scales, elements, lane);
                case NIBBLES_IN_SUPER_BLOCKS -> superBlock(at, 16, scales, elements, lane);
                case FIVE_BITS_IN_SUPER_BLOCKS -> fiveBitsInSuperBlocks(at, scales, elements, lane);
                case NON_LINEAR_IN_SUPER_BLOCKS -> nonLinearInSuperBlocks(at, scales, elements, lane);
                case SIX_BITS_IN_HALVES -> sixBits(at, scales, elements, lane);
                case NIBBLES_IN_HALVES -> threeBits(at, scales, elements, lane);
                case NIBBLES_IN_HALVES_AND_MINIMUM -> twoBits(at, scales, elements, lane);
            }
            scales += (long) blocks * format.scaleBytes();
            elements += (long) blocks * format.elementBytes();
        }
    }

    /** @param head bytes before the nibbles */
    private void nibbles(long at, int head, long scales, long elements, int lane) {
        halfScale(at, scales, lane);
        pairs(at + head, elements);
    }

    /** 16 bytes whose lower nibbles are columns 0 to 15 and whose upper ones the others: as panels have them. */
    private void pairs(long at, long elements) {
        for (int group = 0; group < 4; group++) {
            put(elements + 64 * group, int32(stored, at + 4 * group));
        }
    }

    /** 32 bytes with an element each, of which those of the second half go above the first's. */
    private void pairs(long at, int shift, int mask, long elements) {
        for (int group = 0; group < 4; group++) {
            int low = int32(stored, at + 4 * group) >>> shift & mask;
            int high = int32(stored, at + 16 + 4 * group) >>> shift & mask;
            put(elements + 64 * group, low | high << 4);
        }
    }

    /** @param head bytes before the fifth bits */
    private void fiveBits(long at, int head, long scales, long elements, int lane) {
        halfScale(at, scales, lane);
        int fifths = int32(stored, at + head);
        pairs(at + head + 4, elements);
        for (int group = 0; group < 8; group++) {
            fifthBits(elements, lane, group, fifths >>> 4 * group & 0xF);
        }
    }

    /** Four bits of a row, in a mask of 64: half a byte. */
    private void fifthBits(long elements, int lane, int group, int bits) {
        long mask = elements - 4 * lane + 256 + 8 * group + lane / 2;
        int others = lane % 2 == 0 ? 0 : matrix.data().get(ValueLayout.JAVA_BYTE, mask);
        matrix.data().set(ValueLayout.JAVA_BYTE, mask, (byte) (others | bits << 4 * (lane & 1)));
    }

    private void bytes(long at, long scales, long elements, int lane) {
        halfScale(at, scales, lane);
        for (int group = 0; group < 8; group++) {
            put(elements + 64 * group, int32(stored, at + 2 + 4 * group) ^ SIGNS);
        }
    }

    /** @param head bytes before the nibbles */
    private void superBlock(long at, int head, long scales, long elements, int lane) {
        PanelFormat format = matrix.format();
        halfScale(at, scales, lane);
        halfScale(at + 2, scales + 32, lane);
        for (int block = 0; block < PanelFormat.SUPER_BLOCK; block++) {
            long to = scales + format.scaleOffset(block) + lane;
            byteScale(ScalarSuperBlocks.scale(stored, at + 4, block), to);
            byteScale(ScalarSuperBlocks.minimum(stored, at + 4, block), to + format.minimumOffset());
            long from = at + head + 32 * (block / 2);
            pairs(from, 4 * (block & 1), NIBBLES, elements + (long) block * format.elementBytes());
        }
    }

    private void fiveBitsInSuperBlocks(long at, long scales, long elements, int lane) {
        superBlock(at, 48, scales, elements, lane);
        for (int block = 0; block < PanelFormat.SUPER_BLOCK; block++) {
            for (int group = 0; group < 8; group++) {
                int bits = int32(stored, at + 16 + 4 * group) >>> block & BITS;
                long to = elements + (long) block * matrix.format().elementBytes();
                fifthBits(to, lane, group, bits * 0x1020_4080 >>> 28); // one below the other
            }
        }
    }

    private void nonLinearInSuperBlocks(long at, long scales, long elements, int lane) {
        PanelFormat format = matrix.format();
        halfScale(at, scales, lane);
        for (int block = 0; block < PanelFormat.SUPER_BLOCK; block++) {
            byteScale(ScalarSuperBlocks.nonLinearScale(stored, at, block), scales + format.scaleOffset(block) + lane);
            pairs(at + 8 + 16 * block, elements + (long) block * format.elementBytes());
        }
    }

    private void threeBits(long at, long scales, long elements, int lane) {
        PanelFormat format = matrix.format();
        halfScale(at + 108, scales, lane);
        for (int block = 0; block < PanelFormat.SUPER_BLOCK; block++) {
            for (int half = 0; half < 2; half++) {
                byteScale(ScalarSuperBlocks.threeBitScale(stored, at, 2 * block + half),
                        scales + format.scaleOffset(block) + PanelFormat.ROWS * half + lane);
            }
            long from = at + 32 + 32 * (block / 4);
            for (int group = 0; group < 4; group++) {
                int low = threeBits(at + 4 * group, from + 4 * group, block);
                int high = threeBits(at + 16 + 4 * group, from + 16 + 4 * group, block);
                put(elements + (long) block * format.elementBytes() + 64 * group, low | high << 4);
            }
        }
    }

    /** Four elements, where 8 stands for 0. */
    private int threeBits(long third, long low, int block) {
        int thirds = int32(stored, third) >>> block & BITS;
        return (int32(stored, low) >>> 2 * (block & 3) & PAIRS | thirds << 2) + FOURS;
    }

    private void twoBits(long at, long scales, long elements, int lane) {
        PanelFormat format = matrix.format();
        halfScale(at + 80, scales, lane);
        halfScale(at + 82, scales + 32, lane);
        for (int block = 0; block < PanelFormat.SUPER_BLOCK; block++) {
            for (int half = 0; half < 2; half++) {
                int packed = unsignedByte(stored, at + 2 * block + half);
                long to = scales + format.scaleOffset(block) + PanelFormat.ROWS * half + lane;
                byteScale(packed & 0xF, to);
                byteScale(packed >> 4, to + format.minimumOffset());
            }
            long from = at + 16 + 32 * (block / 4);
            pairs(from, 2 * (block & 3), PAIRS, elements + (long) block * format.elementBytes());
        }
    }

    private void sixBits(long at, long scales, long elements, int lane) {
        PanelFormat format = matrix.format();
        halfScale(at + 208, scales, lane);
        for (int block = 0; block < PanelFormat.SUPER_BLOCK; block++) {
            long to = scales + format.scaleOffset(block) + lane;
            byteScale(signedByte(stored, at + 192 + 2 * block), to);
            byteScale(signedByte(stored, at + 193 + 2 * block), to + PanelFormat.ROWS);
            sixBits(at, block, elements + (long) block * format.elementBytes());
        }
    }

    private void sixBits(long at, int block, long elements) {
        int quarter = block & 3;
        long low = at + 64 * (block / 4) + 32 * (quarter & 1);
        long high = at + 128 + 32 * (block / 4);
        int[] twos = new int[2];
        for (int group = 0; group < 4; group++) {
            int pair = 0;
            for (int half = 0; half < 2; half++) {
                long from = 4 * group + 16 * half;
                pair |= (int32(stored, low + from) >>> 4 * (quarter >> 1) & NIBBLES) << 4 * half;
                twos[half] |= (int32(stored, high + from) >>> 2 * quarter & PAIRS) << 2 * group;
            }
            put(elements + 64 * group, pair);
        }
        put(elements + 256, twos[0]);
        put(elements + 320, twos[1]);
    }

    private void halfScale(long at, long scales, int lane) {
        matrix.data().set(ValueLayout.JAVA_SHORT_UNALIGNED, scales + 2 * lane, int16(stored, at));
    }

    private void byteScale(int scale, long to) {
        matrix.data().set(ValueLayout.JAVA_BYTE, to, (byte) scale);
    }

    private void put(long at, int four) {
        matrix.data().set(ValueLayout.JAVA_INT_UNALIGNED, at, four);
    }
}
