package io.gemstream.gemma.sampling;

import io.gemstream.gemma.kernel.RowFunctions;

/** Has rows of logits computed by the functions of rows of activations. */
record FunctionExponentials(RowFunctions functions) implements RowExponentials {

    @Override
    public float max(float[] x, int n) {
        return functions.max(x, n);
    }

    @Override
    public void exponentials(float[] x, int n) {
        functions.exponentials(x, n, 0);
    }
}
