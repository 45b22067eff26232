package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.backend.pjrt.hlo.MatrixForm;
import io.gemstream.gemma.format.GgmlType;

/** How numbers are stored and multiplied on the device. Norms, softmax and the residual stream are f32 in all. */
public enum NumericProfile {
    /** f32 products and cache; weights keep every bit of the file. */
    EXACT("exact", ElementType.F32, ElementType.F32),
    /** bf16 products with f32 sums, bf16 cache; weights in bf16, or whole numbers where the file has them. */
    BF16("bf16", ElementType.BF16, ElementType.BF16),
    /** As {@link #BF16}, with weights rounded to 8 bits and one factor per output channel. */
    INT8("int8", ElementType.BF16, ElementType.BF16);

    private final String text;
    private final ElementType compute;
    private final ElementType cache;

    NumericProfile(String text, ElementType compute, ElementType cache) {
        this.text = text;
        this.compute = compute;
        this.cache = cache;
    }

    /** Name for operators. */
    public String text() {
        return text;
    }

    ElementType compute() {
        return compute;
    }

    ElementType cache() {
        return cache;
    }

    /** How a matrix that the file stores as {@code stored} lies on the device. */
    MatrixForm form(GgmlType stored) {
        return switch (this) {
            case EXACT -> switch (stored) {
                case F16 -> MatrixForm.F16;
                case BF16 -> MatrixForm.BF16;
                case Q8_0 -> MatrixForm.INT8_BLOCK;
                case F32, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K -> MatrixForm.F32;
            };
            case BF16 -> stored == GgmlType.Q8_0 ? MatrixForm.INT8_BLOCK : MatrixForm.BF16;
            case INT8 -> MatrixForm.INT8_CHANNEL;
        };
    }
}
