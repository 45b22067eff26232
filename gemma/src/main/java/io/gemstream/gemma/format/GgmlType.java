package io.gemstream.gemma.format;

import java.util.Optional;

/**
 * Stored types: how the numbers of a tensor are encoded. A row is a whole number of blocks.
 *
 * <p>Ids and block layouts: ggml, <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">
 * ggml-common.h</a>.
 */
public enum GgmlType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    IQ4_NL(20, 32, 18),
    IQ4_XS(23, 256, 136),
    BF16(30, 1, 2);

    private final int id;
    private final int blockElements;
    private final int blockBytes;

    GgmlType(int id, int blockElements, int blockBytes) {
        this.id = id;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /** Number of the type in a GGUF file. */
    public int id() {
        return id;
    }

    /** Elements per block. */
    public int blockElements() {
        return blockElements;
    }

    /** Bytes per block. */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * Bytes of a row.
     *
     * @param elements a multiple of {@link #blockElements()}
     */
    public long rowBytes(long elements) {
        if (elements % blockElements != 0) {
            throw new IllegalArgumentException(
                    "elements: " + elements + " (expected: a multiple of " + blockElements + " for " + this + ")");
        }
        return Math.multiplyExact(elements / blockElements, blockBytes);
    }

    /** The type with this number, or empty where this library does not know it. */
    public static Optional<GgmlType> ofId(long id) {
        for (GgmlType type : values()) {
            if (type.id == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
