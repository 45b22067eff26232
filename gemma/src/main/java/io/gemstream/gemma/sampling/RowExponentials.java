package io.gemstream.gemma.sampling;

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
     * {@code x = e^x} on the first {@code n}, none of which is above 0. With the bits of {@link #ofJava} in the interpreter,
     * in compiled code and at every vector width, because resumed generations draw by the sum.
     */
    void exponentials(float[] x, int n);

    /** On vectors where this JVM has the Vector API, else one number at a time. */
    static RowExponentials ofJava() {
        return new JavaExponentials();
    }
}
