package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.RowDecoder;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/**
 * Works on rows of stored weights of one type and length. The bits are those of {@link RowDecoder}, and of
 * {@link DotKernels} after it.
 *
 * @param multiplyCode written by {@link StoredDotCode}
 * @param decodeCode written by {@link StoredDecodeCode}
 * @param type of the weights
 * @param columns of a row
 */
public record StoredKernel(MemorySegment multiplyCode, MemorySegment decodeCode, GgmlType type, int columns) {

    /** Weights a call: some 30 microseconds, for which a collection or whatever else stops all threads has to wait. */
    private static final int WEIGHTS_A_CALL = 1 << 18;

    /** Three addresses, blocks, bytes, tiles. Short, so arrays are passed as they are. */
    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.ofVoid(
                    ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
            Linker.Option.critical(true));

    /**
     * Multiplies rows that lie one behind the other by one vector, without a decoded copy in between. Their address goes to
     * the code, for the reason that {@link PanelKernels#multiply} gives; so it does in {@link #decode}.
     *
     * @param data native memory, which its owner keeps open meanwhile
     * @param offset first byte of the first row
     * @param tiles of {@link DotKernels#TILE} rows each, at least 1
     * @param x the vector, [columns]
     * @param out receives a product a row, from {@code oo} on
     */
    public void multiply(MemorySegment data, long offset, int tiles, float[] x, float[] out, int oo) {
        int rows = Math.multiplyExact(tiles, DotKernels.TILE);
        checkRows(data, offset, rows);
        Objects.checkFromIndexSize(0, columns, x.length);
        Objects.checkFromIndexSize(oo, rows, out.length);
        int most = Math.max(1, WEIGHTS_A_CALL / (DotKernels.TILE * columns));
        for (int tile = 0; tile < tiles; tile += most) {
            int row = tile * DotKernels.TILE;
            call(multiplyCode, data.address() + offset + row * rowBytes(), RowFunctionCall.at(x, 0),
                    RowFunctionCall.at(out, oo + row), blocks(), Math.min(most, tiles - tile));
        }
    }

    /**
     * Turns rows that lie one behind the other into floats.
     *
     * @param data native memory, which its owner keeps open meanwhile
     * @param offset first byte of the first row
     * @param rows at least 1, some few
     * @param out receives [rows, columns]
     */
    public void decode(MemorySegment data, long offset, int rows, float[] out) {
        checkRows(data, offset, rows);
        Objects.checkFromIndexSize(0, Math.multiplyExact(rows, columns), out.length);
        call(decodeCode, data.address() + offset, RowFunctionCall.at(out, 0), MemorySegment.NULL, rows * blocks(), 1);
    }

    private void checkRows(MemorySegment data, long offset, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + " (expected: at least 1)");
        }
        Objects.checkFromIndexSize(offset, rows * rowBytes(), data.byteSize());
    }

    private long rowBytes() {
        return type.rowBytes(columns);
    }

    private int blocks() {
        return columns / StoredKernels.block(type);
    }

    private void call(MemorySegment code, long rows, MemorySegment b, MemorySegment c, int blocks, int tiles) {
        try {
            CALL.invokeExact(code, MemorySegment.ofAddress(rows), b, c, (long) blocks, rowBytes(), (long) tiles);
        } catch (Throwable e) {
            throw MappedMemory.rethrown(e);
        }
    }
}
