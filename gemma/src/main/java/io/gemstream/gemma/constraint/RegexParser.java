package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Expr.Alt;
import io.gemstream.gemma.constraint.Expr.Chars;
import io.gemstream.gemma.constraint.Expr.Repeat;
import io.gemstream.gemma.constraint.Expr.Seq;
import java.util.ArrayList;
import java.util.List;

/**
 * Regular expressions: ECMAScript syntax (ECMA-262, flag {@code u}) without look-around, back-references, word
 * boundaries, and anchors other than at the ends of the pattern or of its top-level alternatives.
 */
final class RegexParser {

    private static final int MAX_DEPTH = 200;
    /** A bound that AutomatonBuilder would refuse anyway. */
    private static final int MAX_REPEAT = AutomatonBuilder.MAX_NODES;

    private static final Expr ANY_TEXT = Expr.star(new Chars(CodePointSet.ANY));

    private final TextCursor in;
    private int depth;

    private RegexParser(String pattern) {
        this.in = new TextCursor("regex", pattern);
    }

    /** Texts matched from end to end. */
    static Expr fullMatch(String pattern) {
        return new RegexParser(pattern).parse(Expr.EMPTY);
    }

    /** Texts with a match anywhere, as JSON Schema's {@code pattern} has it. */
    static Expr search(String pattern) {
        return new RegexParser(pattern).parse(ANY_TEXT);
    }

    /** @param around what may stand where an end is not anchored */
    private Expr parse(Expr around) {
        Expr expr = ends(around, around);
        if (in.hasNext()) {
            throw in.error("unmatched )");
        }
        return expr;
    }

    /** Alternatives at both ends of the pattern, where anchors are. */
    private Expr ends(Expr before, Expr after) {
        List<Expr> options = new ArrayList<>();
        do {
            Expr head = in.take('^') ? Expr.EMPTY : before;
            if (in.startsWith("(")) {
                Expr group = wholeGroup(head, after);
                if (group != Expr.NEVER) {
                    options.add(group);
                    continue;
                }
            }
            Expr body = sequence(true);
            options.add(Expr.seq(head, body, in.take('$') ? Expr.EMPTY : after));
        } while (in.take('|'));
        return new Alt(options);
    }

    /** A group that is a whole alternative, so that anchors inside it are at the ends: {@code (^a|b$)}; else NEVER. */
    private Expr wholeGroup(Expr before, Expr after) {
        int start = in.position();
        openGroup();
        Expr body = ends(before, after);
        depth--;
        if (in.take(')') && (!in.hasNext() || in.peek() == '|' || in.peek() == ')')) {
            return body;
        }
        in.moveTo(start);
        return Expr.NEVER;
    }

    private void openGroup() {
        in.expect('(');
        if (++depth > MAX_DEPTH) {
            throw in.error("groups nested deeper than " + MAX_DEPTH);
        }
        if (!in.take('?')) {
            return;
        }
        if (in.take(':')) {
            return;
        }
        if (in.startsWith("=") || in.startsWith("!")) {
            throw in.error("unsupported: look-ahead");
        }
        if (in.startsWith("<=") || in.startsWith("<!")) {
            throw in.error("unsupported: look-behind");
        }
        if (in.take('<')) {
            while (in.hasNext() && !in.take('>')) {
                in.next();
            }
            return;
        }
        throw in.error("unsupported: group modifier (?" + (in.hasNext() ? Character.toString(in.peek()) : ""));
    }

    private Expr alternatives() {
        List<Expr> options = new ArrayList<>();
        do {
            options.add(sequence(false));
        } while (in.take('|'));
        return new Alt(options);
    }

    private Expr sequence(boolean atEnd) {
        List<Expr> parts = new ArrayList<>();
        while (in.hasNext() && in.peek() != '|' && in.peek() != ')' && !(atEnd && endAnchor())) {
            parts.add(quantified(atom()));
        }
        return new Seq(parts);
    }

    private boolean endAnchor() {
        return in.is("$") || in.startsWith("$|") || in.startsWith("$)");
    }

    private Expr atom() {
        int c = in.peek();
        return switch (c) {
            case '(' -> {
                openGroup();
                Expr body = alternatives();
                in.expect(')');
                depth--;
                yield body;
            }
            case '[' -> {
                in.next();
                yield new Chars(new RegexClass(in).bracket());
            }
            case '.' -> {
                in.next();
                yield new Chars(RegexClass.DOT);
            }
            case '\\' -> {
                in.next();
                yield new Chars(new RegexClass(in).escape(false));
            }
            case '^', '$' -> throw in.error("unsupported: anchor inside the pattern");
            case '*', '+', '?', '{', '}', ']' -> throw in.error("stray " + Character.toString(c));
            default -> {
                in.next();
                yield Expr.chars(c, c);
            }
        };
    }

    private Expr quantified(Expr atom) {
        Expr result = atom;
        if (in.take('*')) {
            result = Expr.star(atom);
        } else if (in.take('+')) {
            result = Expr.plus(atom);
        } else if (in.take('?')) {
            result = Expr.optional(atom);
        } else if (in.take('{')) {
            int min = in.number(MAX_REPEAT);
            int max = min;
            if (in.take(',')) {
                max = in.startsWith("}") ? Expr.UNBOUNDED : in.number(MAX_REPEAT);
            }
            in.expect('}');
            if (max < min) {
                throw in.error("quantifier {" + min + "," + max + "} out of order");
            }
            result = new Repeat(atom, min, max);
        } else {
            return atom;
        }
        in.take('?'); // lazy or greedy: the same set of texts
        if (in.hasNext() && "*+?{".indexOf(in.peek()) >= 0) {
            throw in.error("unsupported: quantifier on a quantifier");
        }
        return result;
    }
}
