package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.MatrixForm;
import io.gemstream.gemma.format.GgmlType;

/** Ways to store weight matrices on the device. */
public enum WeightStorage {
    /** Floats as the file has them; what it has quantised becomes f32. */
    LOSSLESS,
    /** bf16, rounded to nearest. */
    BF16,
    /** Rounded to 8 bits with one factor per output channel. Compilers unpack them inside the products. */
    INT8_CHANNELS,
    /**
     * The file's own 8-bit numbers and factors (Q8_0) without loss; other types as {@link #INT8_CHANNELS}. Compilers
     * unpack a whole matrix before its product, which costs working memory and time.
     */
    INT8_BLOCKS;

    /** The form on the device of a matrix that the file stores as {@code stored}. */
    MatrixForm form(GgmlType stored) {
        return switch (this) {
            case LOSSLESS -> switch (stored) {
                case F16 -> MatrixForm.F16;
                case BF16 -> MatrixForm.BF16;
                case F32, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS ->
                    MatrixForm.F32;
            };
            case BF16 -> MatrixForm.BF16;
            case INT8_CHANNELS -> MatrixForm.INT8_CHANNEL;
            case INT8_BLOCKS -> stored == GgmlType.Q8_0 ? MatrixForm.INT8_BLOCK : MatrixForm.INT8_CHANNEL;
        };
    }
}
