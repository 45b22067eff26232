package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Expr.Alt;
import io.gemstream.gemma.constraint.Expr.Chars;
import io.gemstream.gemma.constraint.Expr.Repeat;
import io.gemstream.gemma.constraint.Expr.Seq;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The tokens of JSON (RFC 8259) as expressions. */
final class JsonText {

    private static final CodePointSet CONTROLS = CodePointSet.of(0, 0x1f);
    /** Code points that a JSON string holds unescaped. */
    static final CodePointSet PLAIN = CONTROLS.union(CodePointSet.ofText("\"\\")).complement();

    /** The letter behind the backslash. */
    private static final Map<Integer, String> SHORT_ESCAPES = Map.of(
            (int) '"', "\"", (int) '\\', "\\", (int) '\b', "b", (int) '\f', "f", (int) '\n', "n", (int) '\r', "r",
            (int) '\t', "t");

    private static final Expr HEX = Expr.chars('0', '9', 'a', 'f', 'A', 'F');
    private static final Expr QUOTE = Expr.literal("\"");

    static final Expr DIGIT = Expr.chars('0', '9');
    static final Expr DIGITS = Expr.plus(DIGIT);
    static final Expr NATURAL = Expr.alt(Expr.literal("0"), Expr.seq(Expr.chars('1', '9'), Expr.star(DIGIT)));
    static final Expr FRACTION = Expr.seq(Expr.literal("."), DIGITS);
    static final Expr INTEGER = Expr.seq(Expr.optional(Expr.literal("-")), NATURAL);
    static final Expr NUMBER = Expr.seq(
            INTEGER,
            Expr.optional(FRACTION),
            Expr.optional(Expr.seq(
                    Expr.chars('e', 'e', 'E', 'E'), Expr.optional(Expr.chars('+', '+', '-', '-')), DIGITS)));

    /** A code point of a string in any spelling; half a surrogate pair is not one. */
    static final Expr ANY_CHARACTER = Expr.alt(
            new Chars(PLAIN),
            Expr.seq(
                    Expr.literal("\\"),
                    Expr.alt(
                            new Chars(CodePointSet.ofText("\"\\/bfnrt")),
                            Expr.seq(Expr.literal("u"), Expr.alt(unpaired(), surrogatePair())))));

    private static final Expr SHORT_ANY = escaped(CodePointSet.ANY);

    private JsonText() {}

    /** A string of any text, between the given numbers of code points. */
    static Expr string(int min, int max) {
        return Expr.seq(QUOTE, new Repeat(ANY_CHARACTER, min, max), QUOTE);
    }

    static Expr quoted(Expr content) {
        return Expr.seq(QUOTE, content, QUOTE);
    }

    /** The string of a text, in its shortest spelling. */
    static Expr string(String text) {
        return quoted(escape(Expr.literal(text)));
    }

    /** An expression over text, as it stands inside quotes in its shortest spelling. */
    static Expr escape(Expr text) {
        return switch (text) {
            case Chars(CodePointSet set) -> escaped(set);
            case Seq(List<Expr> parts) -> new Seq(parts.stream().map(JsonText::escape).toList());
            case Alt(List<Expr> options) -> new Alt(options.stream().map(JsonText::escape).toList());
            case Repeat(Expr body, int min, int max) -> new Repeat(escape(body), min, max);
            case Expr.Graph(List<Expr.Row> rows) -> new Expr.Graph(rows.stream()
                    .map(row -> new Expr.Row(
                            row.arcs().stream().map(arc -> new Expr.Arc(escape(arc.label()), arc.target())).toList(),
                            row.accepting()))
                    .toList());
            case Expr.Ref _, Expr.Table _ -> throw new IllegalArgumentException("not an expression over text: " + text);
        };
    }

    /** Any text in its shortest spelling, quotes included, except the given ones. */
    static Expr stringExcept(Collection<String> excluded) {
        return excluded.isEmpty() ? quoted(Expr.star(SHORT_ANY)) : Expr.seq(QUOTE, except(excluded));
    }

    /** What may follow, up to the closing quote, when the excluded texts go on as given. */
    private static Expr except(Collection<String> excluded) {
        Map<Integer, List<String>> byFirst = new TreeMap<>();
        boolean endExcluded = false;
        for (String text : excluded) {
            if (text.isEmpty()) {
                endExcluded = true;
            } else {
                int first = text.codePointAt(0);
                byFirst.computeIfAbsent(first, _ -> new ArrayList<>()).add(text.substring(Character.charCount(first)));
            }
        }
        CodePointSet others = CodePointSet.ANY;
        List<Expr> options = new ArrayList<>();
        for (Map.Entry<Integer, List<String>> branch : byFirst.entrySet()) {
            CodePointSet first = CodePointSet.of(branch.getKey(), branch.getKey());
            others = others.minus(first);
            options.add(Expr.seq(escaped(first), except(branch.getValue())));
        }
        options.add(Expr.seq(escaped(others), Expr.star(SHORT_ANY), QUOTE));
        if (!endExcluded) {
            options.add(QUOTE);
        }
        return new Alt(options);
    }

    private static Expr escaped(CodePointSet set) {
        List<Expr> options = new ArrayList<>();
        if (!set.intersect(PLAIN).isEmpty()) {
            options.add(new Chars(set.intersect(PLAIN)));
        }
        StringBuilder letters = new StringBuilder();
        List<Expr> hex = new ArrayList<>();
        CodePointSet special = set.minus(PLAIN);
        for (int i = 0; i < special.ranges(); i++) {
            for (int c = special.first(i); c <= special.last(i); c++) {
                String shortEscape = SHORT_ESCAPES.get(c);
                if (shortEscape != null) {
                    letters.append(shortEscape);
                } else {
                    hex.add(Expr.literal(String.format(Locale.ROOT, "%02x", c)));
                }
            }
        }
        if (!letters.isEmpty()) {
            options.add(Expr.seq(Expr.literal("\\"), new Chars(CodePointSet.ofText(letters.toString()))));
        }
        if (!hex.isEmpty()) {
            options.add(Expr.seq(Expr.literal("\\u00"), new Alt(hex)));
        }
        return new Alt(options);
    }

    private static Expr unpaired() {
        Expr notD = Expr.chars('0', '9', 'a', 'c', 'A', 'C', 'e', 'f', 'E', 'F');
        return Expr.alt(
                Expr.seq(notD, HEX, HEX, HEX),
                Expr.seq(Expr.chars('d', 'd', 'D', 'D'), Expr.chars('0', '7'), HEX, HEX));
    }

    private static Expr surrogatePair() {
        Expr d = Expr.chars('d', 'd', 'D', 'D');
        return Expr.seq(
                d, Expr.chars('8', '9', 'a', 'b', 'A', 'B'), HEX, HEX, Expr.literal("\\u"),
                d, Expr.chars('c', 'f', 'C', 'F'), HEX, HEX);
    }
}
