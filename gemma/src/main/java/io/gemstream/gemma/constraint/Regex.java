package io.gemstream.gemma.constraint;

import java.util.List;

/** A parsed regular expression, as {@link RegexParser} makes it of a pattern. Nodes are told apart by identity. */
sealed interface Regex {

    /** One code point of a set. */
    record Chars(CodePointSet set) implements Regex {}

    record Seq(List<Regex> parts) implements Regex {}

    record Alt(List<Regex> options) implements Regex {}

    /** @param max inclusive, or {@link Expr#UNBOUNDED} */
    record Repeat(Regex body, int min, int max) implements Regex {}

    /** A look-ahead: reads nothing, and holds where the text from here on begins with the body, or where it does not. */
    record Look(Regex body, boolean negative) implements Regex {}

    /** An assertion between two code points, which reads none of them. */
    enum Edge implements Regex {
        /** {@code ^}. */
        START,
        /** {@code $}. */
        END,
        /** {@code \b}: a word character on one side only. */
        WORD,
        /** {@code \B}. */
        NO_WORD
    }

    /** Whatever may follow. */
    Regex ANY_TEXT = new Repeat(new Chars(CodePointSet.ANY), 0, Expr.UNBOUNDED);
}
