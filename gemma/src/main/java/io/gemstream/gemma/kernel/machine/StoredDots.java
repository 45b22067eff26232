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
 * one vector it is as fast as memory where those are not. Threads may share it.
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

    private final MappedMemory memory;
    private final Map<GgmlType, MemorySegment> functions;

    private StoredDots(MappedMemory memory, Map<GgmlType, MemorySegment> functions) {
        this.memory = memory;
        this.functions = functions;
    }

    /**
     * Writes the code, in instructions that the machine has.
     *
     * @param set one that {@linkplain InstructionSet#hasRowFunctions has} such code
     */
    public static StoredDots create(InstructionSet set) {
        CodeBuffer code = new CodeBuffer();
        Map<GgmlType, Integer> starts = new EnumMap<>(GgmlType.class);
        StoredWeights.TYPES.forEach(type -> starts.put(type, code.append(StoredDotCode.write(set.encoding(), type))));
        MappedMemory memory = code.executable();
        Map<GgmlType, MemorySegment> functions = new EnumMap<>(GgmlType.class);
        starts.forEach((type, start) -> functions.put(type, memory.segment().asSlice(start)));
        return new StoredDots(memory, functions);
    }

    /** The product for rows of a type and length, where there is one. */
    public Optional<Product> of(GgmlType type, int columns) {
        return Optional.ofNullable(functions.get(type))
                .filter(_ -> columns > 0 && columns % block(type) == 0)
                .map(code -> new Product(code, type, columns));
    }

    /** Columns that are multiplied at once. */
    static int block(GgmlType type) {
        return Math.max(BLOCK, type.blockElements());
    }

    @Override
    public void close() {
        memory.close();
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
         * Multiplies rows that lie one behind the other.
         *
         * @param data native memory
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
                call(data.asSlice(offset + row * rowBytes), x, at(out, oo + row), rowBytes, Math.min(most, tiles - tile));
            }
        }

        private void call(MemorySegment rows, float[] x, MemorySegment out, long rowBytes, int tiles) {
            try {
                CALL.invokeExact(
                        code, rows, at(x, 0), out, (long) columns / block(type), rowBytes, (long) tiles);
            } catch (Throwable e) {
                throw MappedMemory.rethrown(e);
            }
        }

        private static MemorySegment at(float[] array, int from) {
            return MemorySegment.ofArray(array).asSlice((long) Float.BYTES * from);
        }
    }
}
