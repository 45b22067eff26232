package io.gemstream.gemma.chat.jinja;

/**
 * A word inside of a tag.
 *
 * @param kind what it is
 * @param text name, digits or operator as written; of a string what it says
 */
record Token(Kind kind, String text) {

    enum Kind {
        NAME,
        NUMBER,
        STRING,
        OPERATOR
    }

    boolean is(String word) {
        return kind != Kind.STRING && text.equals(word);
    }
}
