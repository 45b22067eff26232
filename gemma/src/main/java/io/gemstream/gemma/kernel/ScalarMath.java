package io.gemstream.gemma.kernel;

/** Computes {@link VectorMath} on one number, operation by operation; the sources are there. */
final class ScalarMath {

    private static final float ROUND = 12_582_912f;
    private static final float TANH_MOST = 7.90531110763549805f;

    private ScalarMath() {}

    static float exp(float argument) {
        float x = Math.min(Math.max(argument, -87f), 88f);
        float shifted = x * 1.44269504088896341f + ROUND;
        float n = shifted - ROUND;
        float r = Math.fma(n, -0.693359375f, x);
        r = Math.fma(n, 2.12194440e-4f, r);
        float p = Math.fma(r, 1.9875691500e-4f, 1.3981999507e-3f);
        p = Math.fma(p, r, 8.3334519073e-3f);
        p = Math.fma(p, r, 4.1665795894e-2f);
        p = Math.fma(p, r, 1.6666665459e-1f);
        p = Math.fma(p, r, 5.0000001201e-1f);
        p = Math.fma(p, r * r, r + 1f);
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << 23));
    }

    static float tanh(float argument) {
        float x = Math.min(Math.max(argument, -TANH_MOST), TANH_MOST);
        float s = x * x;
        float p = s * -2.76076847742355e-16f + 2.00018790482477e-13f;
        p = p * s + -8.60467152213735e-11f;
        p = p * s + 5.12229709037114e-8f;
        p = p * s + 1.48572235717979e-5f;
        p = p * s + 6.37261928875436e-4f;
        p = p * s + 4.89352455891786e-3f;
        float q = s * 1.19825839466702e-6f + 1.18534705686654e-4f;
        q = q * s + 2.26843463243900e-3f;
        q = q * s + 4.89352518554385e-3f;
        return Math.min(Math.max(p * x / q, -1f), 1f);
    }
}
