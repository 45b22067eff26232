package io.gemstream.gemma.constraint;

import io.gemstream.gemma.error.GemmaException;

/**
 * A constraint that cannot be compiled, or a token that it does not allow (ADR 29). The message names the place (JSON
 * pointer or index in the text) and, for what this package leaves out on purpose, starts its reason with
 * {@code unsupported}.
 */
public final class ConstraintException extends GemmaException {

    private static final long serialVersionUID = 1L;

    ConstraintException(String message) {
        super(Code.INVALID_CONSTRAINT, message);
    }

    ConstraintException(String message, Throwable cause) {
        super(Code.INVALID_CONSTRAINT, message, cause);
    }

    static ConstraintException at(String place, String reason) {
        return new ConstraintException(place + ": " + reason);
    }
}
