package io.gemstream.gemma.error;

/**
 * Says that something asked of this library cannot be done, and why. Subclasses tell more; the {@link #code} is enough to
 * decide what to do. What it throws besides are mistakes of the program that calls it ({@code IllegalArgumentException},
 * {@code IllegalStateException}) and errors of the JVM.
 */
public class GemmaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Kinds of failure. */
    public enum Code {
        /** The model's file is missing, damaged, or of a kind that is not run here. */
        INVALID_MODEL_FILE,
        /** A file could not be written. */
        WRITE_FAILED,
        /** A file could not be written because the disk is full. */
        DISK_FULL,
        /** Model, KV cache and working memory do not fit into the memory there is. */
        OUT_OF_MEMORY,
        /** This machine or this model does not support what was asked for: a numeric profile, a draft model. */
        INCOMPATIBLE,
        /** The accelerator, or its plug-in, is missing or failed. */
        DEVICE_UNAVAILABLE,
        /** An option is out of its range, or does not fit the others. */
        INVALID_OPTION,
        /** A schema, an expression or a grammar is none, or asks for what is not supported. */
        INVALID_CONSTRAINT,
        /** A conversation has no form in the model's turns. */
        INVALID_CHAT,
        /** The model takes no conversations. */
        CHAT_UNSUPPORTED,
        /** A prompt has no tokens. */
        EMPTY_PROMPT,
        /** A prompt leaves no room for a token. */
        PROMPT_TOO_LONG,
        /** It was closed, before or meanwhile. */
        CLOSED,
        /** A step of the model failed; the cause says how. */
        GENERATION_FAILED
    }

    private final Code code;

    public GemmaException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public GemmaException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Kind of the failure. */
    public final Code code() {
        return code;
    }
}
