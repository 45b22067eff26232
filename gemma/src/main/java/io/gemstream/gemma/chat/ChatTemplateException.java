package io.gemstream.gemma.chat;

import io.gemstream.gemma.error.GemmaException;

/** A conversation the template has no form for. The message names the offending message by its index. */
public final class ChatTemplateException extends GemmaException {

    private static final long serialVersionUID = 1L;

    ChatTemplateException(String message) {
        super(Code.INVALID_CHAT, message);
    }
}
