package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.format.GgmlType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Machine code for weights as files have them, by their type. One thread asks for kernels, which any may call. */
public final class StoredKernels implements AutoCloseable {

    /** Columns that are worked on at once at least. */
    static final int BLOCK = 32;

    private final VectorEncoding encoding;
    private final Map<GgmlType, Code> codes = new EnumMap<>(GgmlType.class);

    private record Code(MappedMemory multiply, MappedMemory decode) {}

    private StoredKernels(VectorEncoding encoding) {
        this.encoding = encoding;
    }

    /**
     * For what is to be written in instructions that the machine has.
     *
     * @param set one that {@linkplain InstructionSet#hasRowFunctions has} such code
     */
    public static StoredKernels create(InstructionSet set) {
        return new StoredKernels(set.encoding());
    }

    /** The kernel for rows of a type and length, where there is one; writes the code for the type if it is the first. */
    public Optional<StoredKernel> of(GgmlType type, int columns) {
        if (!StoredWeights.TYPES.contains(type) || columns < 1 || columns % block(type) != 0) {
            return Optional.empty();
        }
        Code code = codes.computeIfAbsent(type, this::write);
        return Optional.of(new StoredKernel(code.multiply().segment(), code.decode().segment(), type, columns));
    }

    private Code write(GgmlType type) {
        return new Code(
                MappedMemory.executable(StoredDotCode.write(encoding, type)),
                MappedMemory.executable(StoredDecodeCode.write(encoding, type)));
    }

    /** Columns that are worked on at once. */
    static int block(GgmlType type) {
        return Math.max(BLOCK, type.blockElements());
    }

    /** Gives the code back. None may be running, or be called again. */
    @Override
    public void close() {
        for (Code code : codes.values()) {
            code.multiply().close();
            code.decode().close();
        }
    }
}
