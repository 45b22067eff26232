package io.gemstream.gemma.kernel;

/**
 * Converts floats to half precision and back. Plain loops: C2 makes the conversion instructions of the machine of them,
 * which the Vector API cannot name.
 */
public final class HalfFloats {

    /** Larger magnitudes are stored as this one: an infinity would make attention NaN. */
    private static final float LARGEST = 65504;

    private HalfFloats() {}

    /** Rounds to nearest, ties to even; magnitudes stay below infinity. */
    public static void encode(float[] x, int xo, int n, short[] out, int oo) {
        for (int i = 0; i < n; i++) {
            out[oo + i] = Float.floatToFloat16(Math.max(-LARGEST, Math.min(LARGEST, x[xo + i])));
        }
    }

    /** Exact. */
    public static void decode(short[] halves, int ho, int n, float[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = Float.float16ToFloat(halves[ho + i]);
        }
    }
}
