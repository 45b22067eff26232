package io.gemstream.gemma.kernel;

/**
 * Encodes floats as signed bytes with one scale per {@value #BLOCK}, which is the largest magnitude over 127; the last
 * scale is for those that are left.
 */
public final class ScaledBytes {

    /** Numbers that share a scale. */
    public static final int BLOCK = 32;

    private static final float LARGEST = 127;
    /** 1.5 * 2^23: adding it rounds to the nearest integer, ties to even. */
    private static final float ROUND = 12_582_912f;

    private ScaledBytes() {}

    /** Scales of {@code n} numbers. */
    public static int scales(int n) {
        return Math.ceilDiv(n, BLOCK);
    }

    /**
     * @param x finite numbers, from {@code xo} on
     * @param scales receives {@link #scales}, from {@code so} on
     */
    public static void encode(float[] x, int xo, int n, byte[] out, int oo, float[] scales, int so) {
        for (int from = 0; from < n; from += BLOCK) {
            int end = Math.min(from + BLOCK, n);
            float most = 0;
            for (int i = from; i < end; i++) {
                most = Math.max(most, Math.abs(x[xo + i]));
            }
            float inverse = most < Float.MIN_NORMAL * LARGEST ? 0 : LARGEST / most;
            for (int i = from; i < end; i++) {
                out[oo + i] = (byte) (x[xo + i] * inverse + ROUND - ROUND);
            }
            scales[so + from / BLOCK] = most / LARGEST;
        }
    }

    /** Multiplies {@code n} bytes by their scales. */
    public static void decode(byte[] bytes, int bo, float[] scales, int so, int n, float[] out, int oo) {
        int whole = n - n % BLOCK;
        if (VectorModule.PRESENT) {
            Bytes.scaled(bytes, bo, scales, so, whole, out, oo);
        } else {
            scalar(bytes, bo, scales, so, 0, whole, out, oo);
        }
        scalar(bytes, bo, scales, so, whole, n, out, oo);
    }

    static void scalar(byte[] bytes, int bo, float[] scales, int so, int from, int end, float[] out, int oo) {
        for (int i = from; i < end; i++) {
            out[oo + i] = bytes[bo + i] * scales[so + i / BLOCK];
        }
    }
}
