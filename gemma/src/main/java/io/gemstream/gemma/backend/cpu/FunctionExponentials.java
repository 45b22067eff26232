package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.sampling.RowExponentials;

/**
 * Has rows of logits computed by the functions of rows of activations. Their exponential is the same, bit for bit, up to
 * 0: a normal number times a power of two is exact, whether by a product or by its exponent.
 */
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
