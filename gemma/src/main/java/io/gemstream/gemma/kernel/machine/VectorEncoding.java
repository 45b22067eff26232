package io.gemstream.gemma.kernel.machine;

/** How vector instructions are encoded, and with it how wide and how many their registers are. */
enum VectorEncoding {
    /** AVX-512. */
    EVEX_512(64, 32),
    /** AVX2, and what came to it later. */
    VEX_256(32, 16);

    private final int bytes;
    private final int registers;

    VectorEncoding(int bytes, int registers) {
        this.bytes = bytes;
        this.registers = registers;
    }

    /** Bytes of a register. */
    int bytes() {
        return bytes;
    }

    /** Lanes of 32 bits. */
    int lanes() {
        return bytes / Float.BYTES;
    }

    int registers() {
        return registers;
    }
}
