package io.gemstream.gemma.chat.jinja;

import java.util.List;

/** A part of a template: text, an output or a tag. */
sealed interface Part {

    /** Text that comes out as it stands. */
    record Text(String text) implements Part {}

    /** {@code {{ ... }}}. */
    record Output(List<Token> tokens) implements Part {}

    /** <code>{% ... %}</code>, at least one token. */
    record Tag(List<Token> tokens) implements Part {}
}
