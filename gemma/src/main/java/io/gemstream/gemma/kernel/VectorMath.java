package io.gemstream.gemma.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential and hyperbolic tangent on vectors, within 2 units in the last place (tanh: 4e-7 relative).
 *
 * <p>Coefficients and range reduction: Cephes single precision, <a href="https://www.netlib.org/cephes/">expf and
 * tanhf</a>.
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
    /** From here on tanh is 1 in single precision. */
    private static final float TANH_MOST = 9.1f;
    private static final float TANH_SMALL = 0.625f;

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

    /** The hyperbolic tangent. */
    static FloatVector tanh(FloatVector x) {
        FloatVector magnitude = x.abs();
        FloatVector e = exp(magnitude.min(TANH_MOST).mul(2f));
        FloatVector large = broadcast(1f).sub(broadcast(2f).div(e.add(1f)));
        FloatVector signed = x.reinterpretAsInts()
                .and(Integer.MIN_VALUE)
                .or(large.reinterpretAsInts())
                .reinterpretAsFloats();
        FloatVector s = x.mul(x);
        FloatVector p = s.lanewise(VectorOperators.FMA, broadcast(-5.70498872745e-3f), broadcast(2.06390887954e-2f));
        p = p.fma(s, broadcast(-5.37397155531e-2f));
        p = p.fma(s, broadcast(1.33314422036e-1f));
        p = p.fma(s, broadcast(-3.33332819422e-1f));
        FloatVector small = p.mul(s).fma(x, x);
        VectorMask<Float> isSmall = magnitude.lt(TANH_SMALL);
        return signed.blend(small, isSmall);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(Lanes.F, value);
    }
}
