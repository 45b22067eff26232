package io.gemstream.gemma.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Implements {@link DotKernels} on the vectors of the machine. Where a vector holds a part of a sum's lanes only, the
 * rows are passed over once for each part: they are in the nearest cache, and the accumulators have room in the
 * registers.
 */
final class VectorDots {

    private static final int TILE = DotKernels.TILE;
    private static final int LANES = ScalarLanes.COUNT;

    private VectorDots() {}

    static void fourByOne(
            float[] w, int w0, int w1, int w2, int w3, float[] x, int xo, int n,
            float[] scratch, float[] out, int oo) {
        int bound = ScalarLanes.bound(n);
        for (int part = 0; part < LANES; part += Lanes.COUNT) {
            FloatVector a0 = FloatVector.zero(Lanes.F);
            FloatVector a1 = a0;
            FloatVector a2 = a0;
            FloatVector a3 = a0;
            for (int k = part; k < bound; k += LANES) {
                FloatVector v = FloatVector.fromArray(Lanes.F, x, xo + k);
                a0 = FloatVector.fromArray(Lanes.F, w, w0 + k).fma(v, a0);
                a1 = FloatVector.fromArray(Lanes.F, w, w1 + k).fma(v, a1);
                a2 = FloatVector.fromArray(Lanes.F, w, w2 + k).fma(v, a2);
                a3 = FloatVector.fromArray(Lanes.F, w, w3 + k).fma(v, a3);
            }
            a0.intoArray(scratch, part);
            a1.intoArray(scratch, LANES + part);
            a2.intoArray(scratch, 2 * LANES + part);
            a3.intoArray(scratch, 3 * LANES + part);
        }
        fold(scratch, TILE, out, oo);
        if (bound < n) {
            out[oo] = tail(w, w0, x, xo, bound, n, out[oo]);
            out[oo + 1] = tail(w, w1, x, xo, bound, n, out[oo + 1]);
            out[oo + 2] = tail(w, w2, x, xo, bound, n, out[oo + 2]);
            out[oo + 3] = tail(w, w3, x, xo, bound, n, out[oo + 3]);
        }
    }

    static void oneByOne(
            float[] w, int w0, float[] x, int xo, int n, float[] scratch, float[] out, int oo) {
        int bound = ScalarLanes.bound(n);
        for (int part = 0; part < LANES; part += Lanes.COUNT) {
            FloatVector a0 = FloatVector.zero(Lanes.F);
            for (int k = part; k < bound; k += LANES) {
                a0 = FloatVector.fromArray(Lanes.F, w, w0 + k).fma(FloatVector.fromArray(Lanes.F, x, xo + k), a0);
            }
            a0.intoArray(scratch, part);
        }
        fold(scratch, 1, out, oo);
        out[oo] = tail(w, w0, x, xo, bound, n, out[oo]);
    }

    static void fourByFour(
            float[] w, float[] x0, float[] x1, float[] x2, float[] x3, int n, float[] scratch,
            float[] y0, float[] y1, float[] y2, float[] y3, int o) {
        for (int part = 0; part < LANES; part += Lanes.COUNT) {
            accumulate(w, x0, x1, x2, x3, n, scratch, part);
        }
        fold(scratch, 0, y0, o, TILE);
        fold(scratch, 4 * LANES, y1, o, TILE);
        fold(scratch, 8 * LANES, y2, o, TILE);
        fold(scratch, 12 * LANES, y3, o, TILE);
        int bound = ScalarLanes.bound(n);
        if (bound < n) {
            for (int i = 0; i < TILE; i++) {
                y0[o + i] = tail(w, i * n, x0, 0, bound, n, y0[o + i]);
                y1[o + i] = tail(w, i * n, x1, 0, bound, n, y1[o + i]);
                y2[o + i] = tail(w, i * n, x2, 0, bound, n, y2[o + i]);
                y3[o + i] = tail(w, i * n, x3, 0, bound, n, y3[o + i]);
            }
        }
    }

    /** 16 accumulators and 8 operands: all live in the 32 registers of AVX-512; narrower machines spill some. */
    private static void accumulate(
            float[] w, float[] x0, float[] x1, float[] x2, float[] x3, int n, float[] scratch, int part) {
        FloatVector a00 = FloatVector.zero(Lanes.F);
        FloatVector a01 = a00;
        FloatVector a02 = a00;
        FloatVector a03 = a00;
        FloatVector a10 = a00;
        FloatVector a11 = a00;
        FloatVector a12 = a00;
        FloatVector a13 = a00;
        FloatVector a20 = a00;
        FloatVector a21 = a00;
        FloatVector a22 = a00;
        FloatVector a23 = a00;
        FloatVector a30 = a00;
        FloatVector a31 = a00;
        FloatVector a32 = a00;
        FloatVector a33 = a00;
        int bound = ScalarLanes.bound(n);
        int w1 = n;
        int w2 = 2 * n;
        int w3 = 3 * n;
        for (int k = part; k < bound; k += LANES) {
            FloatVector u0 = FloatVector.fromArray(Lanes.F, w, k);
            FloatVector u1 = FloatVector.fromArray(Lanes.F, w, w1 + k);
            FloatVector u2 = FloatVector.fromArray(Lanes.F, w, w2 + k);
            FloatVector u3 = FloatVector.fromArray(Lanes.F, w, w3 + k);
            FloatVector v = FloatVector.fromArray(Lanes.F, x0, k);
            a00 = u0.fma(v, a00);
            a01 = u1.fma(v, a01);
            a02 = u2.fma(v, a02);
            a03 = u3.fma(v, a03);
            v = FloatVector.fromArray(Lanes.F, x1, k);
            a10 = u0.fma(v, a10);
            a11 = u1.fma(v, a11);
            a12 = u2.fma(v, a12);
            a13 = u3.fma(v, a13);
            v = FloatVector.fromArray(Lanes.F, x2, k);
            a20 = u0.fma(v, a20);
            a21 = u1.fma(v, a21);
            a22 = u2.fma(v, a22);
            a23 = u3.fma(v, a23);
            v = FloatVector.fromArray(Lanes.F, x3, k);
            a30 = u0.fma(v, a30);
            a31 = u1.fma(v, a31);
            a32 = u2.fma(v, a32);
            a33 = u3.fma(v, a33);
        }
        a00.intoArray(scratch, part);
        a01.intoArray(scratch, LANES + part);
        a02.intoArray(scratch, 2 * LANES + part);
        a03.intoArray(scratch, 3 * LANES + part);
        a10.intoArray(scratch, 4 * LANES + part);
        a11.intoArray(scratch, 5 * LANES + part);
        a12.intoArray(scratch, 6 * LANES + part);
        a13.intoArray(scratch, 7 * LANES + part);
        a20.intoArray(scratch, 8 * LANES + part);
        a21.intoArray(scratch, 9 * LANES + part);
        a22.intoArray(scratch, 10 * LANES + part);
        a23.intoArray(scratch, 11 * LANES + part);
        a30.intoArray(scratch, 12 * LANES + part);
        a31.intoArray(scratch, 13 * LANES + part);
        a32.intoArray(scratch, 14 * LANES + part);
        a33.intoArray(scratch, 15 * LANES + part);
    }

    private static void fold(float[] scratch, int count, float[] out, int oo) {
        fold(scratch, 0, out, oo, count);
    }

    private static void fold(float[] scratch, int from, float[] out, int oo, int count) {
        for (int i = 0; i < count; i++) {
            out[oo + i] = Lanes.sum(scratch, from + i * LANES);
        }
    }

    private static float tail(float[] w, int wo, float[] x, int xo, int from, int n, float sum) {
        float s = sum;
        for (int k = from; k < n; k++) {
            s = Math.fma(w[wo + k], x[xo + k], s);
        }
        return s;
    }
}
