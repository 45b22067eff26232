package io.gemstream.gemma.constraint;

/** Blanks that a grammar of JSON allows between two of its tokens; beyond these there are none outside strings. */
public enum JsonWhitespace {
    /** None. */
    COMPACT,
    /** None or one space: as models write JSON when nobody asks for lines, and no loop of blanks up to the last token. */
    SPACED,
    /** None, one space, or one or two newlines and up to 20 spaces or tabs. */
    PRETTY
}
