package io.gemstream.gemma.convert;

import io.gemstream.gemma.format.GgmlType;

/**
 * Types in which a conversion stores matrices. Norms are always F32.
 *
 * <p>File type numbers: llama.cpp, {@code llama_ftype} in
 * <a href="https://github.com/ggml-org/llama.cpp/blob/master/include/llama.h">llama.h</a>.
 */
public enum StoredType {
    F32(GgmlType.F32, 0),
    F16(GgmlType.F16, 1),
    BF16(GgmlType.BF16, 32),
    Q8_0(GgmlType.Q8_0, 7),
    Q4_0(GgmlType.Q4_0, 2);

    private final GgmlType matrices;
    private final int fileType;

    StoredType(GgmlType matrices, int fileType) {
        this.matrices = matrices;
        this.fileType = fileType;
    }

    /** Type of the matrices of the layers. */
    GgmlType matrices() {
        return matrices;
    }

    /** Type of the embedding. It is the output head as well, where four bits cost most; llama.cpp spares it, too. */
    GgmlType embedding() {
        return this == Q4_0 ? GgmlType.Q8_0 : matrices;
    }

    /** {@code general.file_type}. */
    int fileType() {
        return fileType;
    }

    boolean quantised() {
        return matrices.blockElements() > 1;
    }
}
