package io.gemstream.gemma.kernel;

/** Computes on vectors or, without the Vector API, on their scalar twins, see {@link VectorModule}; nothing to close. */
final class JavaRowFunctions implements RowFunctions {

    @Override
    public void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo) {
        if (VectorModule.PRESENT) {
            VectorElements.rmsNorm(x, xo, weight, n, epsilon, out, oo);
        } else {
            ScalarElements.rmsNorm(x, xo, weight, n, epsilon, out, oo);
        }
    }

    @Override
    public void geluGate(float[] gate, float[] up, int n) {
        if (VectorModule.PRESENT) {
            VectorElements.geluGate(gate, up, n);
        } else {
            ScalarElements.geluGate(gate, up, 0, n);
        }
    }

    @Override
    public void softcap(float[] x, int xo, int n, float cap) {
        if (VectorModule.PRESENT) {
            VectorElements.softcap(x, xo, n, cap);
        } else {
            ScalarElements.softcap(x, xo, n, cap);
        }
    }

    @Override
    public float max(float[] x, int n) {
        return VectorModule.PRESENT ? VectorElements.max(x, n) : ScalarElements.max(x, 0, n, Float.NEGATIVE_INFINITY);
    }

    @Override
    public float exponentials(float[] x, int n, float shift) {
        return VectorModule.PRESENT
                ? VectorElements.exponentials(x, n, shift)
                : ScalarElements.exponentials(x, n, shift);
    }

    @Override
    public void close() {}
}
