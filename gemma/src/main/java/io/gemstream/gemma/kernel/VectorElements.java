package io.gemstream.gemma.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Implements {@link RowFunctions} and weighted sums on the vectors of the machine. */
final class VectorElements {

    private VectorElements() {}

    static void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo) {
        int bound = ScalarLanes.bound(n);
        FloatVector squares = squares(x, xo, bound, 0);
        // The parts in the order of Lanes.sum and exponentials; see there why each has its own lines.
        if (Lanes.PARTS == 2) {
            squares = squares.add(squares(x, xo, bound, 8));
        } else if (Lanes.PARTS == 4) {
            squares = squares.add(squares(x, xo, bound, 8))
                    .add(squares(x, xo, bound, 4).add(squares(x, xo, bound, 12)));
        }
        float sum = Lanes.sum(squares);
        float scale = ScalarElements.rmsScale(x, xo + bound, n - bound, sum, n, epsilon);
        for (int i = 0; i < bound; i += Lanes.COUNT) {
            FloatVector.fromArray(Lanes.F, x, xo + i)
                    .mul(scale)
                    .mul(FloatVector.fromArray(Lanes.F, weight, i))
                    .intoArray(out, oo + i);
        }
        ScalarElements.scaleByWeights(x, xo, weight, bound, n, scale, out, oo);
    }

    private static FloatVector squares(float[] x, int xo, int bound, int part) {
        FloatVector squares = FloatVector.zero(Lanes.F);
        for (int i = part; i < bound; i += ScalarLanes.COUNT) {
            FloatVector v = FloatVector.fromArray(Lanes.F, x, xo + i);
            squares = v.fma(v, squares);
        }
        return squares;
    }

    static void geluGate(float[] gate, float[] up, int n) {
        int bound = Lanes.F.loopBound(n);
        for (int i = 0; i < bound; i += Lanes.COUNT) {
            gelu(FloatVector.fromArray(Lanes.F, gate, i))
                    .mul(FloatVector.fromArray(Lanes.F, up, i))
                    .intoArray(gate, i);
        }
        if (bound < n) {
            VectorMask<Float> in = Lanes.F.indexInRange(bound, n);
            gelu(FloatVector.fromArray(Lanes.F, gate, bound, in))
                    .mul(FloatVector.fromArray(Lanes.F, up, bound, in))
                    .intoArray(gate, bound, in);
        }
    }

    /** (1 + tanh(y)) / 2 is 1 / (1 + e^-2y), which keeps its precision where tanh is near -1. */
    private static FloatVector gelu(FloatVector x) {
        FloatVector inner = x.mul(x).mul(x).mul(Coefficients.GELU_CUBE).add(x);
        return x.div(VectorMath.exp(inner.mul(-2 * Coefficients.SQRT_2_OVER_PI)).add(1f));
    }

    /** One masked loop: with a second copy of tanh for the tail, C2 stops inlining and boxes. */
    static void softcap(float[] x, int xo, int n, float cap) {
        for (int i = 0; i < n; i += Lanes.COUNT) {
            VectorMask<Float> in = Lanes.F.indexInRange(i, n);
            VectorMath.tanh(FloatVector.fromArray(Lanes.F, x, xo + i, in).div(cap))
                    .mul(cap)
                    .intoArray(x, xo + i, in);
        }
    }

    static float max(float[] x, int n) {
        int bound = Lanes.F.loopBound(n);
        FloatVector largest = FloatVector.broadcast(Lanes.F, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < bound; i += Lanes.COUNT) {
            largest = largest.max(FloatVector.fromArray(Lanes.F, x, i));
        }
        return ScalarElements.max(x, bound, n, largest.reduceLanes(VectorOperators.MAX));
    }

    static float exponentials(float[] x, int n, float shift) {
        int bound = ScalarLanes.bound(n);
        FloatVector sums = exponentials(x, bound, shift, 0);
        // The parts in the order of Lanes.sum and rmsNorm; see there why each has its own lines.
        if (Lanes.PARTS == 2) {
            sums = sums.add(exponentials(x, bound, shift, 8));
        } else if (Lanes.PARTS == 4) {
            sums = sums.add(exponentials(x, bound, shift, 8))
                    .add(exponentials(x, bound, shift, 4).add(exponentials(x, bound, shift, 12)));
        }
        float sum = Lanes.sum(sums);
        for (int i = bound; i < n; i += Lanes.COUNT) {
            VectorMask<Float> in = Lanes.F.indexInRange(i, n);
            VectorMath.exp(FloatVector.fromArray(Lanes.F, x, i, in).sub(shift)).intoArray(x, i, in);
        }
        for (int i = bound; i < n; i++) {
            sum += x[i];
        }
        return sum;
    }

    private static FloatVector exponentials(float[] x, int bound, float shift, int part) {
        FloatVector sums = FloatVector.zero(Lanes.F);
        for (int i = part; i < bound; i += ScalarLanes.COUNT) {
            FloatVector e = VectorMath.exp(FloatVector.fromArray(Lanes.F, x, i).sub(shift));
            e.intoArray(x, i);
            sums = sums.add(e);
        }
        return sums;
    }

    static void addWeighted(float[] p, int po, float[] rows, int ro, int count, int n, float[] out, int oo) {
        int step = 4 * Lanes.COUNT;
        int d = 0;
        for (; d + step <= n; d += step) {
            FloatVector a0 = FloatVector.fromArray(Lanes.F, out, oo + d);
            FloatVector a1 = FloatVector.fromArray(Lanes.F, out, oo + d + Lanes.COUNT);
            FloatVector a2 = FloatVector.fromArray(Lanes.F, out, oo + d + 2 * Lanes.COUNT);
            FloatVector a3 = FloatVector.fromArray(Lanes.F, out, oo + d + 3 * Lanes.COUNT);
            int r = ro + d;
            for (int i = 0; i < count; i++, r += n) {
                FloatVector f = FloatVector.broadcast(Lanes.F, p[po + i]);
                a0 = FloatVector.fromArray(Lanes.F, rows, r).fma(f, a0);
                a1 = FloatVector.fromArray(Lanes.F, rows, r + Lanes.COUNT).fma(f, a1);
                a2 = FloatVector.fromArray(Lanes.F, rows, r + 2 * Lanes.COUNT).fma(f, a2);
                a3 = FloatVector.fromArray(Lanes.F, rows, r + 3 * Lanes.COUNT).fma(f, a3);
            }
            a0.intoArray(out, oo + d);
            a1.intoArray(out, oo + d + Lanes.COUNT);
            a2.intoArray(out, oo + d + 2 * Lanes.COUNT);
            a3.intoArray(out, oo + d + 3 * Lanes.COUNT);
        }
        for (; d < n; d++) {
            float a = out[oo + d];
            for (int i = 0; i < count; i++) {
                a = Math.fma(rows[ro + i * n + d], p[po + i], a);
            }
            out[oo + d] = a;
        }
    }
}
