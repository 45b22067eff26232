package io.gemstream.gemma.chat.jinja;

import io.gemstream.gemma.error.GemmaException;

/** A template that is no Jinja, uses more of it than is known here, or refuses what it was given. */
public final class JinjaException extends GemmaException {

    private static final long serialVersionUID = 1L;

    JinjaException(String message) {
        super(Code.CHAT_UNSUPPORTED, message);
    }
}
