package io.gemstream.gemma.convert;

import io.gemstream.gemma.format.GgmlType;
import java.nio.ByteBuffer;

/**
 * Turns floats into stored weights, bit for bit as ggml's reference quantisers do
 * (<a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c">ggml-quants.c</a>,
 * {@code quantize_row_q8_0_ref} and {@code quantize_row_q4_0_ref}).
 */
final class RowEncoder {

    private static final int BLOCK = 32;
    private static final int HALF = BLOCK / 2;
    private static final int BF16_ROUNDING = 0x7FFF;
    private static final int HALF_EXPONENT = 0x7C00;

    private RowEncoder() {}

    /**
     * Appends {@code n} elements, a multiple of the type's block, in little-endian order.
     *
     * @return the index of the first element that is not finite or too large for the type, or -1 where all fit
     */
    static int encode(GgmlType type, float[] row, int n, ByteBuffer out) {
        return switch (type) {
            case F32 -> f32(row, n, out);
            case F16 -> f16(row, n, out);
            case BF16 -> bf16(row, n, out);
            case Q8_0 -> q8Zero(row, n, out);
            case Q4_0 -> q4Zero(row, n, out);
            case Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS ->
                throw new IllegalArgumentException("type: " + type + " (expected: F32, F16, BF16, Q8_0 or Q4_0)");
        };
    }

    private static int f32(float[] row, int n, ByteBuffer out) {
        int unfit = -1;
        for (int i = 0; i < n; i++) {
            unfit = first(unfit, i, Float.isFinite(row[i]));
            out.putFloat(row[i]);
        }
        return unfit;
    }

    private static int f16(float[] row, int n, ByteBuffer out) {
        int unfit = -1;
        for (int i = 0; i < n; i++) {
            short half = Float.floatToFloat16(row[i]);
            unfit = first(unfit, i, isFiniteHalf(half));
            out.putShort(half);
        }
        return unfit;
    }

    private static int bf16(float[] row, int n, ByteBuffer out) {
        int unfit = -1;
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(row[i]);
            int rounded = bits + BF16_ROUNDING + (bits >>> 16 & 1) >>> 16; // ties to even
            unfit = first(unfit, i, Float.isFinite(row[i]) && Float.isFinite(Float.intBitsToFloat(rounded << 16)));
            out.putShort((short) rounded);
        }
        return unfit;
    }

    private static int q8Zero(float[] row, int n, ByteBuffer out) {
        byte[] codes = new byte[BLOCK];
        int unfit = -1;
        for (int block = 0; block < n; block += BLOCK) {
            int largest = largest(row, block);
            float scale = Math.abs(row[largest]) / 127;
            float inverse = scale == 0 ? 0 : 1 / scale;
            unfit = putScale(scale, largest, unfit, out);
            for (int i = 0; i < BLOCK; i++) {
                codes[i] = (byte) roundHalfAway(row[block + i] * inverse);
            }
            out.put(codes);
        }
        return unfit;
    }

    private static int q4Zero(float[] row, int n, ByteBuffer out) {
        byte[] codes = new byte[HALF];
        int unfit = -1;
        for (int block = 0; block < n; block += BLOCK) {
            int largest = largest(row, block);
            float scale = row[largest] / -8;
            float inverse = scale == 0 ? 0 : 1 / scale;
            unfit = putScale(scale, largest, unfit, out);
            for (int i = 0; i < HALF; i++) {
                int low = nibble(row[block + i] * inverse);
                int high = nibble(row[block + HALF + i] * inverse);
                codes[i] = (byte) (low | high << 4);
            }
            out.put(codes);
        }
        return unfit;
    }

    /** The first element of the largest magnitude; one that is not a number counts as the largest. */
    private static int largest(float[] row, int block) {
        int largest = block;
        for (int i = block; i < block + BLOCK; i++) {
            if (Float.isNaN(row[i])) {
                return i;
            }
            if (Math.abs(row[i]) > Math.abs(row[largest])) {
                largest = i;
            }
        }
        return largest;
    }

    private static int putScale(float scale, int largest, int unfit, ByteBuffer out) {
        short half = Float.floatToFloat16(scale);
        out.putShort(half);
        return first(unfit, largest, isFiniteHalf(half));
    }

    private static int first(int unfit, int index, boolean fits) {
        return unfit >= 0 || fits ? unfit : index;
    }

    private static boolean isFiniteHalf(short half) {
        return (half & HALF_EXPONENT) != HALF_EXPONENT;
    }

    /** C's roundf; exact, as the sum of a float of this size and a half is exact in a double. */
    private static int roundHalfAway(float value) {
        return (int) (value + Math.copySign(0.5, (double) value));
    }

    private static int nibble(float value) {
        return Math.min(15, (byte) (value + 8.5f));
    }
}
