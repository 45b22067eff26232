package io.gemstream.gemma.constraint;

import java.util.Map;
import java.util.Optional;

/**
 * A regular expression that strings must match, compiled. Two are equal if they are written alike. Not thread-safe: lives
 * as long as the reading of one schema.
 */
final class StringPattern {

    private final String regex;
    private final boolean anywhere;
    private final Expr expr;
    private Optional<Grammar> grammar = Optional.empty();

    /**
     * @param anywhere whether a match anywhere in the string counts
     * @throws ConstraintException if it cannot be compiled
     */
    StringPattern(String regex, boolean anywhere) {
        this.regex = regex;
        this.anywhere = anywhere;
        this.expr = anywhere ? RegexParser.search(regex) : RegexParser.fullMatch(regex);
    }

    /** The expression over the text of a whole string. */
    Expr expr() {
        return expr;
    }

    /** {@link #expr} as a regular expression. */
    Regex whole() {
        return RegexExpr.whole(RegexParser.parse(regex), anywhere);
    }

    boolean matches(String text) {
        try {
            if (grammar.isEmpty()) {
                grammar = Optional.of(Grammar.of(Map.of("root", expr)));
            }
            return grammar.get().matches(text);
        } catch (ConstraintException _) {
            return false; // no text matches
        }
    }

    /** For messages. */
    String excerpt() {
        return TextCursor.excerpt(regex, 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StringPattern pattern && regex.equals(pattern.regex) && anywhere == pattern.anywhere;
    }

    @Override
    public int hashCode() {
        return 2 * regex.hashCode() + (anywhere ? 1 : 0);
    }
}
