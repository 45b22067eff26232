package io.gemstream.gemma.sampling;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Runs the loops of {@link JavaExponentials} on vectors of the machine's width. */
final class VectorExponentials {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private VectorExponentials() {}

    static float max(float[] x, int n) {
        FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
        int bound = SPECIES.loopBound(n);
        for (int i = 0; i < bound; i += SPECIES.length()) {
            best = best.max(FloatVector.fromArray(SPECIES, x, i));
        }
        float max = best.reduceLanes(VectorOperators.MAX);
        for (int i = bound; i < n; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    static void exponentials(float[] x, int n) {
        int bound = SPECIES.loopBound(n);
        for (int i = 0; i < bound; i += SPECIES.length()) {
            exp(FloatVector.fromArray(SPECIES, x, i)).intoArray(x, i);
        }
        if (bound < n) {
            var rest = SPECIES.indexInRange(bound, n);
            exp(FloatVector.fromArray(SPECIES, x, bound, rest)).intoArray(x, bound, rest);
        }
    }

    /** {@link JavaExponentials#exp}, lane by lane. */
    private static FloatVector exp(FloatVector argument) {
        FloatVector x = argument.max(JavaExponentials.LEAST_EXPONENT);
        FloatVector power = x.mul(JavaExponentials.LOG2_E).add(JavaExponentials.ROUNDER).sub(JavaExponentials.ROUNDER);
        FloatVector rest = power.fma(broadcast(-JavaExponentials.LN2_HIGH), x);
        rest = power.fma(broadcast(-JavaExponentials.LN2_LOW), rest);
        FloatVector sum = broadcast(1.9875691500e-4f);
        sum = sum.fma(rest, broadcast(1.3981999507e-3f));
        sum = sum.fma(rest, broadcast(8.3334519073e-3f));
        sum = sum.fma(rest, broadcast(4.1665795894e-2f));
        sum = sum.fma(rest, broadcast(1.6666665459e-1f));
        sum = sum.fma(rest, broadcast(5.0000001201e-1f));
        sum = sum.fma(rest.mul(rest), rest.add(1));
        IntVector exponent = (IntVector) power.convert(VectorOperators.F2I, 0);
        return sum.mul(exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
