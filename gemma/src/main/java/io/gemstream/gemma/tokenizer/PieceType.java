package io.gemstream.gemma.tokenizer;

/** Types of vocabulary pieces. Codes are SentencePiece's, which GGUF's {@code tokenizer.ggml.token_type} repeats. */
public enum PieceType {
    /** Built by merges. */
    NORMAL(1),
    /** Stands for what no piece covers; byte fallback leaves it without use. */
    UNKNOWN(2),
    /** Never in text: {@code <bos>}, {@code <eos>}, {@code <pad>}. */
    CONTROL(3),
    /** Cut out of the text before merging. */
    USER_DEFINED(4),
    /** Never produced. */
    UNUSED(5),
    /** One byte, written {@code <0x0A>}. */
    BYTE(6);

    private final int code;

    PieceType(int code) {
        this.code = code;
    }

    /** The number in files. */
    public int code() {
        return code;
    }

    static PieceType ofCode(int id, int code) {
        for (PieceType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("types[" + id + "]: " + code + " (expected: 1..6)");
    }
}
