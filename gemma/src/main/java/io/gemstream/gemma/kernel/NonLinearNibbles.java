package io.gemstream.gemma.kernel;

/**
 * The sixteen integers that the nibbles of IQ4_NL and IQ4_XS stand for; they lie closer around 0. Values: ggml,
 * {@code kvalues_iq4nl} in <a href="https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h">ggml-common.h</a>.
 */
public final class NonLinearNibbles {

    private static final byte[] VALUES = {
        -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
    };

    private NonLinearNibbles() {}

    /** The integer of a nibble, 0 to 15. */
    public static int value(int nibble) {
        return VALUES[nibble];
    }

    /** A copy of all sixteen. */
    static byte[] values() {
        return VALUES.clone();
    }
}
