package io.gemstream.gemma.chat.jinja;

import java.util.List;

/** A stretch of a template. */
sealed interface Part {

    /** Text that comes out as it stands. */
    record Text(String text) implements Part {}

    /** {@code {{ ... }}}. */
    record Output(List<Token> tokens) implements Part {}

    /** <code>{% ... %}</code>, at least one token. */
    record Tag(List<Token> tokens) implements Part {}
}
