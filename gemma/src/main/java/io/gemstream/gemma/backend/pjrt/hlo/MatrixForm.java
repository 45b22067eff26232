package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;

/** Forms of a weight matrix on the device. */
public enum MatrixForm {
    F32(ElementType.F32),
    F16(ElementType.F16),
    BF16(ElementType.BF16),
    /** Whole numbers and one f16 factor per {@value #BLOCK} columns of a row: what GGUF calls Q8_0, without loss. */
    INT8_BLOCK(ElementType.S8),
    /** Whole numbers and one f32 factor per row; a row is an output channel. */
    INT8_CHANNEL(ElementType.S8);

    /** Columns that share a factor. */
    public static final int BLOCK = 32;

    private final ElementType element;

    MatrixForm(ElementType element) {
        this.element = element;
    }

    /** Type of the stored numbers. */
    public ElementType element() {
        return element;
    }
}
