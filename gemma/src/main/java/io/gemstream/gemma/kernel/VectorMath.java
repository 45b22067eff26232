package io.gemstream.gemma.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Computes exponential and hyperbolic tangent on vectors, within 4e-7 of the value.
 *
 * <p>Exponential: <a href="https://www.netlib.org/cephes/">Cephes</a>, expf. Tangent:
 * <a href="https://gitlab.com/libeigen/eigen/-/blob/3.4/Eigen/src/Core/MathFunctionsImpl.h">Eigen</a>,
 * generic_fast_tanh_float.
 */
final class VectorMath {

    private static final float LOG2_E = 1.44269504088896341f;
    private static final float LN_2_HIGH = 0.693359375f;
    private static final float LN_2_LOW = -2.12194440e-4f;
    /** 1.5 * 2^23: adding it rounds to the nearest integer and leaves that integer in the low bits. */
    private static final float ROUND = 12_582_912f;
    /** Keeps 2^n a normal number. */
    private static final float EXP_LEAST = -87f;
    private static final float EXP_MOST = 88f;
    /** Where the quotient reaches 1 in single precision. */
    private static final float TANH_MOST = 7.90531110763549805f;

    private VectorMath() {}

    /** e to the x; below -87 the result stays at e^-87, above 88 at e^88. */
    static FloatVector exp(FloatVector vector) {
        FloatVector x = vector.max(EXP_LEAST).min(EXP_MOST);
        FloatVector shifted = x.mul(LOG2_E).add(ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.lanewise(VectorOperators.FMA, broadcast(-LN_2_HIGH), x);
        r = n.lanewise(VectorOperators.FMA, broadcast(-LN_2_LOW), r);
        FloatVector p = r.lanewise(VectorOperators.FMA, broadcast(1.9875691500e-4f), broadcast(1.3981999507e-3f));
        p = p.fma(r, broadcast(8.3334519073e-3f));
        p = p.fma(r, broadcast(4.1665795894e-2f));
        p = p.fma(r, broadcast(1.6666665459e-1f));
        p = p.fma(r, broadcast(5.0000001201e-1f));
        p = p.fma(r.mul(r), r.add(1f));
        return p.reinterpretAsInts()
                .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
    }

    /** The hyperbolic tangent: an odd polynomial over an even one. Short, so that C2 inlines all of it. */
    static FloatVector tanh(FloatVector vector) {
        FloatVector x = vector.max(-TANH_MOST).min(TANH_MOST);
        FloatVector s = x.mul(x);
        FloatVector p = s.mul(-2.76076847742355e-16f).add(2.00018790482477e-13f);
        p = p.mul(s).add(-8.60467152213735e-11f);
        p = p.mul(s).add(5.12229709037114e-8f);
        p = p.mul(s).add(1.48572235717979e-5f);
        p = p.mul(s).add(6.37261928875436e-4f);
        p = p.mul(s).add(4.89352455891786e-3f);
        FloatVector q = s.mul(1.19825839466702e-6f).add(1.18534705686654e-4f);
        q = q.mul(s).add(2.26843463243900e-3f);
        q = q.mul(s).add(4.89352518554385e-3f);
        return p.mul(x).div(q).max(-1f).min(1f);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(Lanes.F, value);
    }
}
