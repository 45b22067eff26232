package io.gemstream.gemma.kernel;

/** Computes {@link VectorMath} on one number, operation by operation. */
final class ScalarMath {

    private ScalarMath() {}

    static float exp(float argument) {
        float x = Math.min(Math.max(argument, Coefficients.EXP_LEAST), Coefficients.EXP_MOST);
        float shifted = x * Coefficients.LOG2_E + Coefficients.ROUND;
        float n = shifted - Coefficients.ROUND;
        float r = Math.fma(n, -Coefficients.LN_2_HIGH, x);
        r = Math.fma(n, -Coefficients.LN_2_LOW, r);
        float p = Math.fma(r, Coefficients.EXP_7, Coefficients.EXP_6);
        p = Math.fma(p, r, Coefficients.EXP_5);
        p = Math.fma(p, r, Coefficients.EXP_4);
        p = Math.fma(p, r, Coefficients.EXP_3);
        p = Math.fma(p, r, Coefficients.EXP_2);
        p = Math.fma(p, r * r, r + 1f);
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << 23));
    }

    static float tanh(float argument) {
        float x = Math.min(Math.max(argument, -Coefficients.TANH_MOST), Coefficients.TANH_MOST);
        float s = x * x;
        float p = s * Coefficients.TANH_ODD_13 + Coefficients.TANH_ODD_11;
        p = p * s + Coefficients.TANH_ODD_9;
        p = p * s + Coefficients.TANH_ODD_7;
        p = p * s + Coefficients.TANH_ODD_5;
        p = p * s + Coefficients.TANH_ODD_3;
        p = p * s + Coefficients.TANH_ODD_1;
        float q = s * Coefficients.TANH_EVEN_6 + Coefficients.TANH_EVEN_4;
        q = q * s + Coefficients.TANH_EVEN_2;
        q = q * s + Coefficients.TANH_EVEN_0;
        return Math.min(Math.max(p * x / q, -1f), 1f);
    }
}
