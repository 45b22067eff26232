package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.backend.pjrt.api.PjrtBuffer;
import io.gemstream.gemma.backend.pjrt.api.PjrtClient;
import io.gemstream.gemma.backend.pjrt.api.PjrtDevice;
import io.gemstream.gemma.backend.pjrt.hlo.MatrixForm;
import io.gemstream.gemma.backend.pjrt.hlo.MatrixSpec;
import io.gemstream.gemma.backend.pjrt.hlo.Parameter;
import io.gemstream.gemma.backend.pjrt.hlo.TensorType;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.RowDecoder;
import io.gemstream.gemma.model.WeightMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Uploads one device's share of a matrix. What the file stores as the device wants it goes straight from the mapping;
 * the rest is decoded a row at a time into memory that is given back at once.
 */
final class MatrixUpload {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ALIGNMENT = 64;

    private final PjrtClient client;
    private final PjrtDevice device;

    MatrixUpload(PjrtClient client, PjrtDevice device) {
        this.client = client;
        this.device = device;
    }

    /**
     * Uploads rows {@code firstRow..} and columns {@code firstColumn..}, as many as the share has.
     *
     * @return buffers in the order of {@link MatrixSpec#parameters}
     */
    List<PjrtBuffer> upload(WeightMatrix matrix, MatrixSpec share, int firstRow, int firstColumn) {
        boolean wholeRows = share.columns() == matrix.columns();
        if (wholeRows && stored(matrix.type(), share.form())) {
            MemorySegment rows =
                    matrix.data().asSlice(firstRow * matrix.rowBytes(), share.rows() * matrix.rowBytes());
            return List.of(client.lend(device, rows, share.form().element(), share.rows(), share.columns()));
        }
        try (Arena arena = Arena.ofConfined()) {
            return switch (share.form()) {
                case F32, F16, BF16 -> List.of(decoded(arena, matrix, share, firstRow, firstColumn));
                case INT8_BLOCK -> blocks(arena, matrix, share, firstRow, firstColumn);
                case INT8_CHANNEL -> channels(arena, matrix, share, firstRow, firstColumn);
            };
        }
    }

    private static boolean stored(GgmlType type, MatrixForm form) {
        return switch (form) {
            case F32 -> type == GgmlType.F32;
            case F16 -> type == GgmlType.F16;
            case BF16 -> type == GgmlType.BF16;
            case INT8_BLOCK, INT8_CHANNEL -> false;
        };
    }

    private PjrtBuffer decoded(Arena arena, WeightMatrix matrix, MatrixSpec share, int firstRow, int firstColumn) {
        ElementType element = share.form().element();
        float[] row = new float[matrix.columns()];
        MemorySegment to = arena.allocate((long) share.rows() * share.columns() * element.bytes(), ALIGNMENT);
        for (int r = 0; r < share.rows(); r++) {
            decode(matrix, firstRow + r, row);
            long at = (long) r * share.columns();
            for (int c = 0; c < share.columns(); c++) {
                put(to, at + c, element, row[firstColumn + c]);
            }
        }
        return client.upload(device, to, element, share.rows(), share.columns());
    }

    /** Takes Q8_0 blocks apart: 2 bytes of factor, 32 whole numbers. */
    private List<PjrtBuffer> blocks(Arena arena, WeightMatrix matrix, MatrixSpec share, int firstRow, int firstColumn) {
        int perRow = share.columns() / MatrixForm.BLOCK;
        int blockBytes = GgmlType.Q8_0.blockBytes();
        MemorySegment numbers = arena.allocate((long) share.rows() * share.columns(), ALIGNMENT);
        MemorySegment factors = arena.allocate(2L * share.rows() * perRow, ALIGNMENT);
        for (int r = 0; r < share.rows(); r++) {
            long from = (firstRow + r) * matrix.rowBytes() + (long) firstColumn / MatrixForm.BLOCK * blockBytes;
            for (int b = 0; b < perRow; b++) {
                long to = (long) r * perRow + b;
                factors.set(SHORT, 2 * to, matrix.data().get(SHORT, from));
                MemorySegment.copy(matrix.data(), from + 2, numbers, to * MatrixForm.BLOCK, MatrixForm.BLOCK);
                from += blockBytes;
            }
        }
        return pair(numbers, share, factors);
    }

    /** Rounds to 8 bits; the largest of a row becomes 127. */
    private List<PjrtBuffer> channels(
            Arena arena, WeightMatrix matrix, MatrixSpec share, int firstRow, int firstColumn) {
        float[] row = new float[matrix.columns()];
        MemorySegment numbers = arena.allocate((long) share.rows() * share.columns(), ALIGNMENT);
        MemorySegment factors = arena.allocate(4L * share.rows(), ALIGNMENT);
        for (int r = 0; r < share.rows(); r++) {
            decode(matrix, firstRow + r, row);
            float largest = 0;
            for (float weight : row) {
                largest = Math.max(largest, Math.abs(weight)); // of the whole row: shares of it have one factor
            }
            factors.setAtIndex(ValueLayout.JAVA_FLOAT, r, largest / 127);
            float inverse = largest == 0 ? 0 : 127 / largest;
            for (int c = 0; c < share.columns(); c++) {
                numbers.set(
                        ValueLayout.JAVA_BYTE, (long) r * share.columns() + c,
                        (byte) Math.round(row[firstColumn + c] * inverse));
            }
        }
        return pair(numbers, share, factors);
    }

    /** Both parts, or none: where the second does not fit on the device, the first is given back. */
    private List<PjrtBuffer> pair(MemorySegment numbers, MatrixSpec share, MemorySegment factors) {
        List<Parameter> parts = share.parameters("");
        TensorType first = parts.getFirst().type();
        TensorType second = parts.getLast().type();
        PjrtBuffer uploaded = client.upload(device, numbers, first.element(), first.dimensions());
        try {
            return List.of(uploaded, client.upload(device, factors, second.element(), second.dimensions()));
        } catch (RuntimeException e) {
            Closing.after(e, List.of(uploaded));
            throw e;
        }
    }

    private static void decode(WeightMatrix matrix, int row, float[] to) {
        RowDecoder.decode(matrix.type(), matrix.data(), row * matrix.rowBytes(), matrix.columns(), to, 0);
    }

    private static void put(MemorySegment to, long index, ElementType element, float value) {
        switch (element) {
            case F32 -> to.setAtIndex(ValueLayout.JAVA_FLOAT, index, value);
            case F16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, index, Float.floatToFloat16(value));
            case BF16 -> to.setAtIndex(ValueLayout.JAVA_SHORT, index, bfloat16(value));
            default -> throw new IllegalArgumentException("no floats: " + element);
        }
    }

    /** Rounds to nearest, ties to even. */
    static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }
}
