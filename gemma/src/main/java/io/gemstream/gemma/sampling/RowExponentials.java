package io.gemstream.gemma.sampling;

import io.gemstream.gemma.kernel.RowFunctions;

/**
 * What takes time in choosing a token: passes over a whole row of logits, 256k of them for each token. A backend may have
 * code for it that waits for no compiler. Thread-safe.
 */
public interface RowExponentials {

    /**
     * Returns the largest of the first {@code n}. What is no number may be passed over: its exponential is none either,
     * and with it the sum of them.
     */
    float max(float[] x, int n);

    /**
     * {@code x = e^x} on the first {@code n}, none of which is above 0. With the same bits in the interpreter, in compiled
     * code, in machine code and at every vector width, because resumed generations draw by the sum.
     */
    void exponentials(float[] x, int n);

    /** By functions that stay open as long as this is used. */
    static RowExponentials of(RowFunctions functions) {
        return new FunctionExponentials(functions);
    }

    /** By those of Java. */
    static RowExponentials ofJava() {
        return of(RowFunctions.ofJava());
    }
}
