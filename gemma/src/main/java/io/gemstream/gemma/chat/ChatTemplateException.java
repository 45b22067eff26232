package io.gemstream.gemma.chat;

/** A conversation the template has no form for. The message names the offending message by its index. */
public final class ChatTemplateException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    ChatTemplateException(String message) {
        super(message);
    }
}
