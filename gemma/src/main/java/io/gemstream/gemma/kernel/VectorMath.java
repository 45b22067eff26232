package io.gemstream.gemma.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Computes exponential and hyperbolic tangent on vectors, within 4e-7 of the value. Sources: {@link Coefficients}.
 */
final class VectorMath {

    private VectorMath() {}

    /** e to the x; below -87 the result stays at e^-87, above 88 at e^88. */
    static FloatVector exp(FloatVector vector) {
        FloatVector x = vector.max(Coefficients.EXP_LEAST).min(Coefficients.EXP_MOST);
        FloatVector shifted = x.mul(Coefficients.LOG2_E).add(Coefficients.ROUND);
        FloatVector n = shifted.sub(Coefficients.ROUND);
        FloatVector r = n.lanewise(VectorOperators.FMA, broadcast(-Coefficients.LN_2_HIGH), x);
        r = n.lanewise(VectorOperators.FMA, broadcast(-Coefficients.LN_2_LOW), r);
        FloatVector p = r.lanewise(VectorOperators.FMA, broadcast(Coefficients.EXP_7), broadcast(Coefficients.EXP_6));
        p = p.fma(r, broadcast(Coefficients.EXP_5));
        p = p.fma(r, broadcast(Coefficients.EXP_4));
        p = p.fma(r, broadcast(Coefficients.EXP_3));
        p = p.fma(r, broadcast(Coefficients.EXP_2));
        p = p.fma(r.mul(r), r.add(1f));
        return p.reinterpretAsInts()
                .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats();
    }

    /** The hyperbolic tangent: an odd polynomial over an even one. Short, so that C2 inlines all of it. */
    static FloatVector tanh(FloatVector vector) {
        FloatVector x = vector.max(-Coefficients.TANH_MOST).min(Coefficients.TANH_MOST);
        FloatVector s = x.mul(x);
        FloatVector p = s.mul(Coefficients.TANH_ODD_13).add(Coefficients.TANH_ODD_11);
        p = p.mul(s).add(Coefficients.TANH_ODD_9);
        p = p.mul(s).add(Coefficients.TANH_ODD_7);
        p = p.mul(s).add(Coefficients.TANH_ODD_5);
        p = p.mul(s).add(Coefficients.TANH_ODD_3);
        p = p.mul(s).add(Coefficients.TANH_ODD_1);
        FloatVector q = s.mul(Coefficients.TANH_EVEN_6).add(Coefficients.TANH_EVEN_4);
        q = q.mul(s).add(Coefficients.TANH_EVEN_2);
        q = q.mul(s).add(Coefficients.TANH_EVEN_0);
        return p.mul(x).div(q).max(-1f).min(1f);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(Lanes.F, value);
    }
}
