package io.gemstream.gemma.chat.jinja;

/** A template that is no Jinja, uses more of it than is known here, or refuses what it was given. */
public final class JinjaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JinjaException(String message) {
        super(message);
    }
}
