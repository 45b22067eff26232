package io.gemstream.gemma.kernel;

/**
 * The functions of rows of activations that take time: norms, the activation, softmax. In Java, see {@link #ofJava}, or in
 * machine code, with the same bits. Thread-safe.
 */
public interface RowFunctions extends AutoCloseable {

    /**
     * {@code out = x / sqrt(mean(x^2) + epsilon) * weight}; in place where {@code out} is {@code x}.
     *
     * @param weight [n], holds 1 + w
     */
    void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo);

    /** {@code gate = gelu(gate) * up}, with the tanh form of GELU that Gemma was trained with. */
    void geluGate(float[] gate, float[] up, int n);

    /** {@code x = cap * tanh(x / cap)} on {@code n} floats from {@code xo}. */
    void softcap(float[] x, int xo, int n, float cap);

    /**
     * The largest of the first {@code n}; exact whatever the order. What is no number may be passed over: its exponential is
     * none either.
     */
    float max(float[] x, int n);

    /** {@code x = e^(x - shift)} on the first {@code n}; returns their sum, in one order. */
    float exponentials(float[] x, int n, float shift);

    /** Gives back what it holds. None may be running, or be called again. */
    @Override
    void close();

    /** On vectors where this JVM has the Vector API, else one number at a time. */
    static RowFunctions ofJava() {
        return new JavaRowFunctions();
    }
}
