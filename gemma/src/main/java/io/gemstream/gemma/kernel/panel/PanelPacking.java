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
                case NIBBLES -> nibbles(at, scales, elements, lane);
                case FIVE_BITS -> fiveBits(at, scales, elements, lane);
                case BYTES -> {
                    if (type == GgmlType.IQ4_NL) {
                        nonLinear(at, scales, elements, lane);
                    } else {
                        bytes(at, scales, elements, lane);
                    }
                }
                case NIBBLES_AND_MINIMUM -> minimum(at, scales, elements, lane);
                case SIX_BITS_IN_HALVES -> sixBits(at, scales, elements, lane);
            }
            scales += (long) blocks * format.scaleBytes();
            elements += (long) blocks * format.elementBytes();
        }
    }

    private void nibbles(long at, long scales, long elements, int lane) {
        halfScale(at, scales, lane);
        for (int group = 0; group < 4; group++) {
            put(elements + 64 * group, int32(stored, at + 2 + 4 * group));
        }
    }

    private void fiveBits(long at, long scales, long elements, int lane) {
        halfScale(at, scales, lane);
        int fifths = int32(stored, at + 2);
        for (int group = 0; group < 4; group++) {
            put(elements + 64 * group, int32(stored, at + 6 + 4 * group));
        }
        for (int group = 0; group < 8; group++) {
            // Four bits of a row, in a mask of 64 bits: half a byte.
            long mask = elements - 4 * lane + 256 + 8 * group + lane / 2;
            int bits = (fifths >>> 4 * group & 0xF) << 4 * (lane & 1);
            int others = lane % 2 == 0 ? 0 : matrix.data().get(ValueLayout.JAVA_BYTE, mask);
            matrix.data().set(ValueLayout.JAVA_BYTE, mask, (byte) (others | bits));
        }
    }

    private void bytes(long at, long scales, long elements, int lane) {
        halfScale(at, scales, lane);
        for (int group = 0; group < 8; group++) {
            put(elements + 64 * group, int32(stored, at + 2 + 4 * group) ^ SIGNS);
        }
    }

    /** What the nibbles stand for, four columns at a time. */
    private void nonLinear(long at, long scales, long elements, int lane) {
        halfScale(at, scales, lane);
        for (int group = 0; group < 8; group++) {
            int four = 0;
            for (int i = 0; i < 4; i++) {
                int nibble = unsignedByte(stored, at + 2 + 4 * (group % 4) + i) >> 4 * (group / 4) & 0xF;
                four |= (NonLinearNibbles.value(nibble) & 0xFF) << 8 * i;
            }
            put(elements + 64 * group, four ^ SIGNS);
        }
    }

    private void minimum(long at, long scales, long elements, int lane) {
        PanelFormat format = matrix.format();
        halfScale(at, scales, lane);
        halfScale(at + 2, scales + 32, lane);
        for (int block = 0; block < PanelFormat.SUPER_BLOCK; block++) {
            long to = scales + format.scaleOffset(block) + lane;
            matrix.data().set(
                    ValueLayout.JAVA_BYTE, to, (byte) ScalarSuperBlocks.scale(stored, at + 4, block));
            matrix.data().set(
                    ValueLayout.JAVA_BYTE, to + 16, (byte) ScalarSuperBlocks.minimum(stored, at + 4, block));
            long from = at + 16 + 32 * (block / 2);
            for (int group = 0; group < 4; group++) {
                int low = int32(stored, from + 4 * group) >>> 4 * (block & 1) & NIBBLES;
                int high = int32(stored, from + 16 + 4 * group) >>> 4 * (block & 1) & NIBBLES;
                put(elements + (long) block * format.elementBytes() + 64 * group, low | high << 4);
            }
        }
    }

    private void sixBits(long at, long scales, long elements, int lane) {
        PanelFormat format = matrix.format();
        halfScale(at + 208, scales, lane);
        for (int block = 0; block < PanelFormat.SUPER_BLOCK; block++) {
            long to = scales + format.scaleOffset(block) + lane;
            matrix.data().set(ValueLayout.JAVA_BYTE, to, (byte) signedByte(stored, at + 192 + 2 * block));
            matrix.data().set(ValueLayout.JAVA_BYTE, to + 16, (byte) signedByte(stored, at + 193 + 2 * block));
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

    private void put(long at, int four) {
        matrix.data().set(ValueLayout.JAVA_INT_UNALIGNED, at, four);
    }
}
