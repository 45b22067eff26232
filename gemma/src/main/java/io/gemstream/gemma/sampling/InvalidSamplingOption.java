package io.gemstream.gemma.sampling;

import io.gemstream.gemma.error.GemmaException;

/** A sampling option outside its range. The message reads {@code top_k: -3 (expected: >= 0)}. */
public final class InvalidSamplingOption extends GemmaException {

    private static final long serialVersionUID = 1L;

    private final String field;

    InvalidSamplingOption(String field, Object value, String expected) {
        super(Code.INVALID_OPTION, field + ": " + value + " (expected: " + expected + ")");
        this.field = field;
    }

    /** Name of the option as requests spell it, for example {@code top_k}. */
    public String field() {
        return field;
    }
}
