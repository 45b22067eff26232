package io.gemstream.gemma.kernel.panel;

import io.gemstream.gemma.format.GgmlType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Panels and activations made up for tests. */
public final class Panels {

    private static final float LEAST_HALF = 0x1p-24f;
    private static final float LARGEST_HALF = 65_504;

    private Panels() {}

    /** Stored types that panels can hold. */
    public static List<GgmlType> types() {
        return Stream.of(GgmlType.values()).filter(type -> PanelFormat.of(type).isPresent()).toList();
    }

    /** Where a stored block has its numbers in half precision. */
    private static int[] halves(GgmlType type) {
        return switch (type) {
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
            default -> new int[] {0};
        };
    }

    /** Random elements; scales are ordinary numbers, and here and there the least, the largest or none. */
    public static MemorySegment stored(GgmlType type, int rows, int columns, Arena arena) {
        Random random = new Random(type.ordinal() + columns);
        byte[] bytes = new byte[Math.toIntExact(rows * type.rowBytes(columns))];
        random.nextBytes(bytes);
        MemorySegment stored = arena.allocate(bytes.length, 64);
        MemorySegment.copy(bytes, 0, stored, ValueLayout.JAVA_BYTE, 0, bytes.length);
        for (long at = 0; at < bytes.length; at += type.blockBytes()) {
            for (int half : halves(type)) {
                stored.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + half, scale(random));
            }
        }
        return stored;
    }

    /** All elements have the same bits, and so have the scales in super-blocks, whose own are 1 as others are. */
    public static PanelMatrix filled(GgmlType type, int rows, int columns, int bits, Arena arena) {
        MemorySegment stored = arena.allocate(rows * type.rowBytes(columns), 64).fill((byte) bits);
        for (long at = 0; at < stored.byteSize(); at += type.blockBytes()) {
            for (int half : halves(type)) {
                stored.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + half, Float.floatToFloat16(1));
            }
        }
        return pack(type, stored, rows, columns, arena);
    }

    /** Rows whose every number is rounded to the same one. */
    public static QuantisedRows constant(int rows, int columns, float value, Arena arena) {
        QuantisedRows x = new QuantisedRows(arena.allocate(QuantisedRows.bytes(rows, columns), 64));
        x.resize(rows, columns);
        float[] values = new float[columns];
        Arrays.fill(values, value);
        for (int row = 0; row < rows; row++) {
            x.set(row, values);
        }
        return x;
    }

    private static short scale(Random random) {
        return Float.floatToFloat16(switch (random.nextInt(16)) {
            case 0 -> 0;
            case 1 -> LEAST_HALF;
            case 2 -> LARGEST_HALF;
            default -> random.nextFloat(-1, 1);
        });
    }

    public static PanelMatrix pack(GgmlType type, MemorySegment stored, int rows, int columns, Arena arena) {
        PanelFormat format = PanelFormat.of(type).orElseThrow();
        PanelMatrix sizes = new PanelMatrix(format, MemorySegment.NULL, rows, columns);
        PanelMatrix matrix = new PanelMatrix(
                format, arena.allocate(sizes.panels() * sizes.panelBytes(), PanelFormat.ALIGNMENT), rows, columns);
        new PanelPacking(type, stored, matrix).pack(0, matrix.panels());
        return matrix;
    }

    public static PanelMatrix random(GgmlType type, int rows, int columns, Arena arena) {
        return pack(type, stored(type, rows, columns, arena), rows, columns, arena);
    }

    public static QuantisedRows activations(int rows, int columns, Arena arena) {
        QuantisedRows x = new QuantisedRows(arena.allocate(QuantisedRows.bytes(rows, columns), 64));
        x.resize(rows, columns);
        Random random = new Random(rows);
        for (int row = 0; row < rows; row++) {
            float[] values = new float[columns];
            for (int i = 0; i < columns; i++) {
                values[i] = (float) random.nextGaussian();
            }
            x.set(row, values);
        }
        return x;
    }
}
