package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.DotKernels;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Multiplies rows of stored weights by one vector without a decoded copy in between, in machine code. The bits are those of
 * {@link io.gemstream.gemma.kernel.RowDecoder} and {@link DotKernels} one after the other; reads each weight once, so for
 * one vector it is as fast as memory where those are not. Threads may share products.
 */
public final class StoredDots implements AutoCloseable {

    /** Columns that are multiplied at once at least. */
    static final int BLOCK = 32;

    /** Weights a call: some 30 microseconds, for which a collection or whatever else stops all threads has to wait. */
    private static final int WEIGHTS_A_CALL = 1 << 18;

    /** Addresses of rows, vector and results, blocks, bytes, tiles. Short, so arrays are passed as they are. */
    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.ofVoid(
                    ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
            Linker.Option.critical(true));

    private final VectorEncoding encoding;
    private final Map<GgmlType, MappedMemory> codes = new EnumMap<>(GgmlType.class);

    private StoredDots(VectorEncoding encoding) {
        this.encoding = encoding;
    }

    /**
     * For what is to be written in instructions that the machine has.
     *
     * @param set one that {@linkplain InstructionSet#hasRowFunctions has} such code
     */
    public static StoredDots create(InstructionSet set) {
        return new StoredDots(set.encoding());
    }

    /** The product for rows of a type and length, where there is one; writes the code for the type if it is the first. */
    public Optional<Product> of(GgmlType type, int columns) {
        if (!StoredWeights.TYPES.contains(type) || columns < 1 || columns % block(type) != 0) {
            return Optional.empty();
        }
        MappedMemory code = codes.computeIfAbsent(
                type, _ -> MappedMemory.executable(StoredDotCode.write(encoding, type)));
        return Optional.of(new Product(code.segment(), type, columns));
    }

    /** Columns that are multiplied at once. */
    static int block(GgmlType type) {
        return Math.max(BLOCK, type.blockElements());
    }

    /** Gives the code back. No product may be running, or be called again. */
    @Override
    public void close() {
        codes.values().forEach(MappedMemory::close);
    }

    /**
     * Products of rows of one type and length.
     *
     * @param code what computes them
     * @param type of the weights
     * @param columns of a row
     */
    public record Product(MemorySegment code, GgmlType type, int columns) {

        /**
         * Multiplies rows that lie one behind the other. Their address goes to the code, for the reason that
         * {@link PanelKernels#multiply} gives.
         *
         * @param data native memory, which its owner keeps open meanwhile
         * @param offset first byte of the first row
         * @param tiles of {@link DotKernels#TILE} rows each, at least 1
         * @param x the vector, [columns]
         * @param out receives a product a row, from {@code oo} on
         */
        public void multiply(MemorySegment data, long offset, int tiles, float[] x, float[] out, int oo) {
            int rows = Math.multiplyExact(tiles, DotKernels.TILE);
            long rowBytes = type.rowBytes(columns);
            Objects.checkFromIndexSize(offset, rows * rowBytes, data.byteSize());
            Objects.checkFromIndexSize(0, columns, x.length);
            Objects.checkFromIndexSize(oo, rows, out.length);
            if (tiles < 1) {
                throw new IllegalArgumentException("tiles: " + tiles + " (expected: at least 1)");
            }
            int most = Math.max(1, WEIGHTS_A_CALL / (DotKernels.TILE * columns));
            for (int tile = 0; tile < tiles; tile += most) {
                int row = tile * DotKernels.TILE;
                call(data.address() + offset + row * rowBytes, x, RowFunctionCall.at(out, oo + row), rowBytes,
                        Math.min(most, tiles - tile));
            }
        }

        private void call(long rows, float[] x, MemorySegment out, long rowBytes, int tiles) {
            try {
                CALL.invokeExact(
                        code, MemorySegment.ofAddress(rows), MemorySegment.ofArray(x), out, (long) columns / block(type),
                        rowBytes, (long) tiles);
            } catch (Throwable e) {
                throw MappedMemory.rethrown(e);
            }
        }
    }
}
