package io.gemstream.gemma.kernel;

/** Is {@link ElementKernels}; nothing to close. */
final class JavaRowFunctions implements RowFunctions {

    @Override
    public void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo) {
        ElementKernels.rmsNorm(x, xo, weight, n, epsilon, out, oo);
    }

    @Override
    public void geluGate(float[] gate, float[] up, int n) {
        ElementKernels.geluGate(gate, up, n);
    }

    @Override
    public void softcap(float[] x, int xo, int n, float cap) {
        ElementKernels.softcap(x, xo, n, cap);
    }

    @Override
    public float exponentials(float[] x, int n, float shift) {
        return ElementKernels.exponentials(x, n, shift);
    }

    @Override
    public void close() {}
}
