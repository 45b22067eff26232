package io.gemstream.gemma.chat.jinja;

/** An expression of a tag, ready to be computed. */
interface Expression {

    /** @throws JinjaException where there is no value, or a kind of it that is not known here */
    Object value(Scope scope);
}
