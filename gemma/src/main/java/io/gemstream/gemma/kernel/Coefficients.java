package io.gemstream.gemma.kernel;

/**
 * The numbers in the formulas of {@link VectorMath}, {@link ScalarMath} and the machine code, which have to be the same.
 * Constants one by one rather than arrays, so that the compiler has them in its code.
 *
 * <p>Exponential: <a href="https://www.netlib.org/cephes/">Cephes</a>, expf. Tangent:
 * <a href="https://gitlab.com/libeigen/eigen/-/blob/3.4/Eigen/src/Core/MathFunctionsImpl.h">Eigen</a>,
 * generic_fast_tanh_float.
 */
public final class Coefficients {

    public static final float LOG2_E = 1.44269504088896341f;
    public static final float LN_2_HIGH = 0.693359375f;
    public static final float LN_2_LOW = -2.12194440e-4f;
    /** 1.5 * 2^23: adding it rounds to the nearest integer, ties to even, and leaves that integer in the low bits. */
    public static final float ROUND = 12_582_912f;
    /** Keeps 2^n a normal number. */
    public static final float EXP_LEAST = -87f;
    public static final float EXP_MOST = 88f;
    public static final float EXP_7 = 1.9875691500e-4f;
    public static final float EXP_6 = 1.3981999507e-3f;
    public static final float EXP_5 = 8.3334519073e-3f;
    public static final float EXP_4 = 4.1665795894e-2f;
    public static final float EXP_3 = 1.6666665459e-1f;
    public static final float EXP_2 = 5.0000001201e-1f;
    /** Where the quotient reaches 1 in single precision. */
    public static final float TANH_MOST = 7.90531110763549805f;
    public static final float TANH_ODD_13 = -2.76076847742355e-16f;
    public static final float TANH_ODD_11 = 2.00018790482477e-13f;
    public static final float TANH_ODD_9 = -8.60467152213735e-11f;
    public static final float TANH_ODD_7 = 5.12229709037114e-8f;
    public static final float TANH_ODD_5 = 1.48572235717979e-5f;
    public static final float TANH_ODD_3 = 6.37261928875436e-4f;
    public static final float TANH_ODD_1 = 4.89352455891786e-3f;
    public static final float TANH_EVEN_6 = 1.19825839466702e-6f;
    public static final float TANH_EVEN_4 = 1.18534705686654e-4f;
    public static final float TANH_EVEN_2 = 2.26843463243900e-3f;
    public static final float TANH_EVEN_0 = 4.89352518554385e-3f;
    public static final float SQRT_2_OVER_PI = 0.7978845608028654f;
    public static final float GELU_CUBE = 0.044715f;

    private Coefficients() {}
}
