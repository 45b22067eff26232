package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.ElementType;

/**
 * Numeric profile on a device: how numbers are stored and multiplied. Norms, softmax, sums and the residual stream are
 * always f32.
 *
 * @param text name for operators
 * @param weights how weight matrices are stored
 * @param compute type of the inputs of matrix products: f32 or bf16
 * @param cache type of keys and values in the cache: f32 or bf16
 */
public record PjrtProfile(String text, WeightStorage weights, ElementType compute, ElementType cache) {

    /** f32 products and cache; weights keep every bit of the file. */
    public static final PjrtProfile EXACT =
            new PjrtProfile("exact", WeightStorage.LOSSLESS, ElementType.F32, ElementType.F32);

    /** bf16 products with f32 sums, bf16 cache and weights. */
    public static final PjrtProfile BF16 =
            new PjrtProfile("bf16", WeightStorage.BF16, ElementType.BF16, ElementType.BF16);

    /** As {@link #BF16}, with weights of 8 bits. */
    public static final PjrtProfile INT8 =
            new PjrtProfile("int8", WeightStorage.INT8_CHANNELS, ElementType.BF16, ElementType.BF16);
}
