package io.gemstream.gemma.kernel.panel;

import io.gemstream.gemma.kernel.Coefficients;
import io.gemstream.gemma.kernel.VectorModule;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Rows of activations as signed bytes with one scale per block of 32, which is the largest magnitude over 127.
 *
 * <p>Rows go in groups of {@value #GROUP}, the last group with those that are left. In a group, the blocks of all its
 * rows follow each other, then come the next blocks. A block has 32 bytes of elements, the scale (f32), and -128
 * times the sums of its elements, of its first half and of its second half (three i32).
 *
 * <p>Not thread-safe, but rows may be written by different threads once {@link #resize} was called.
 */
public final class QuantisedRows {

    /** Rows that a kernel takes at a time: as many as have their sums in registers. */
    public static final int GROUP = 8;
    /** Bytes of a block of one row. */
    public static final int BLOCK_BYTES = 48;

    /** Offset in a block of its scale. */
    public static final int SCALE = 32;
    /** Offset in a block of -128 times the sum of its elements. */
    public static final int SUM = 36;
    public static final int FIRST_SUM = 40;
    public static final int SECOND_SUM = 44;

    /** Value that stands for 0 in the unsigned bytes of weights, see {@link PanelFormat}. */
    public static final int ZERO = 128;
    /** What the largest magnitude of a block becomes. */
    public static final float LARGEST = 127;

    private final MemorySegment data;
    private int rows;
    private int blocks;

    /** @param data native memory, at least {@link #bytes} for whatever {@link #resize} is called with */
    public QuantisedRows(MemorySegment data) {
        if (!data.isNative()) {
            throw new IllegalArgumentException("data: on the heap (expected: native memory)");
        }
        this.data = data;
    }

    public static long bytes(int rows, int columns) {
        return (long) rows * (columns / PanelFormat.BLOCK) * BLOCK_BYTES;
    }

    /** Says what is written next. */
    public void resize(int rows, int columns) {
        this.rows = rows;
        this.blocks = columns / PanelFormat.BLOCK;
    }

    public int rows() {
        return rows;
    }

    public int blocks() {
        return blocks;
    }

    public MemorySegment data() {
        return data;
    }

    /** First row of the group that a row is in. */
    public int groupStart(int row) {
        return row / GROUP * GROUP;
    }

    /** Rows in the group that starts at {@code row}. */
    public int groupRows(int row) {
        return Math.min(GROUP, rows - row);
    }

    /** First byte of the group that starts at {@code row}. */
    public long groupOffset(int row) {
        return (long) row * blocks * BLOCK_BYTES;
    }

    /** Bytes of the group that starts at {@code row}. */
    public long groupBytes(int row) {
        return (long) groupRows(row) * blocks * BLOCK_BYTES;
    }

    /** First byte of a block of a row. */
    public long offset(int row, int block) {
        int start = groupStart(row);
        return groupOffset(start) + ((long) block * groupRows(start) + row - start) * BLOCK_BYTES;
    }

    /** Bytes from one block of a row to the next. */
    public long step(int row) {
        return (long) groupRows(groupStart(row)) * BLOCK_BYTES;
    }

    /** Quantises a row, which must be finite. */
    public void set(int row, float[] x) {
        long at = offset(row, 0);
        long step = step(row);
        if (VectorModule.isPresent()) {
            VectorRounding.blocks(x, blocks, data, at, step);
        } else {
            scalar(x, blocks, data, at, step);
        }
    }

    /** @param step bytes from one block of the row to the next */
    static void scalar(float[] x, int blocks, MemorySegment data, long start, long step) {
        long at = start;
        for (int block = 0; block < blocks; block++, at += step) {
            int o = block * PanelFormat.BLOCK;
            float most = 0;
            for (int i = 0; i < PanelFormat.BLOCK; i++) {
                most = Math.max(most, Math.abs(x[o + i]));
            }
            float inverse = inverse(most);
            int firstSum = 0;
            int secondSum = 0;
            for (int i = 0; i < PanelFormat.BLOCK; i++) {
                int q = (int) (x[o + i] * inverse + Coefficients.ROUND - Coefficients.ROUND);
                data.set(ValueLayout.JAVA_BYTE, at + i, (byte) q);
                firstSum += i < PanelFormat.BLOCK / 2 ? q : 0;
                secondSum += i < PanelFormat.BLOCK / 2 ? 0 : q;
            }
            tail(data, at, most, firstSum, secondSum);
        }
    }

    /** Factor that takes the largest magnitude of a block to 127. */
    static float inverse(float most) {
        return most < Float.MIN_NORMAL * LARGEST ? 0 : LARGEST / most;
    }

    /** Writes what follows the elements of a block. */
    static void tail(MemorySegment data, long at, float most, int firstSum, int secondSum) {
        data.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at + SCALE, most / LARGEST);
        data.set(ValueLayout.JAVA_INT_UNALIGNED, at + SUM, -ZERO * (firstSum + secondSum));
        data.set(ValueLayout.JAVA_INT_UNALIGNED, at + FIRST_SUM, -ZERO * firstSum);
        data.set(ValueLayout.JAVA_INT_UNALIGNED, at + SECOND_SUM, -ZERO * secondSum);
    }
}
