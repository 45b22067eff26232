package io.gemstream.gemma.backend.pjrt.api;

/** Types of the numbers in buffers, as far as they are used. Numbers: {@code PJRT_Buffer_Type}. */
public enum ElementType {
    PRED(1, 1, "i1"),
    S8(2, 1, "i8"),
    S32(4, 4, "i32"),
    F16(10, 2, "f16"),
    F32(11, 4, "f32"),
    BF16(13, 2, "bf16");

    private final int number;
    private final int bytes;
    private final String mlir;

    ElementType(int number, int bytes, String mlir) {
        this.number = number;
        this.bytes = bytes;
        this.mlir = mlir;
    }

    int number() {
        return number;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }

    /** Name in programs. */
    public String mlir() {
        return mlir;
    }
}
