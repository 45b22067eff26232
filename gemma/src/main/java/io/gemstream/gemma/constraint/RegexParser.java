package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Regex.Alt;
import io.gemstream.gemma.constraint.Regex.Chars;
import io.gemstream.gemma.constraint.Regex.Edge;
import io.gemstream.gemma.constraint.Regex.Look;
import io.gemstream.gemma.constraint.Regex.Repeat;
import io.gemstream.gemma.constraint.Regex.Seq;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads regular expressions: ECMAScript syntax (ECMA-262, flag {@code u}), and of other dialects what ECMAScript has no
 * other meaning for: lone {@code ]} and {@code }}, the flags {@code i} and {@code s} inside the pattern, {@code (?P<name>...)}, {@code \A}, {@code \z}
 * and {@code \Z}. Look-behinds and back-references are refused.
 */
final class RegexParser {

    private static final int MAX_DEPTH = 200;
    /** A bound that AutomatonBuilder would refuse anyway. */
    private static final int MAX_REPEAT = AutomatonBuilder.MAX_NODES;

    private static final Regex NOTHING = new Seq(List.of());

    private final TextCursor in;
    private int depth;
    private boolean ignoreCase;
    private boolean dotAll;

    private RegexParser(String pattern) {
        this.in = new TextCursor("regex", pattern);
    }

    /** Texts matched from end to end. */
    static Expr fullMatch(String pattern) {
        return compiled(pattern, RegexExpr::fullMatch);
    }

    /** Texts with a match anywhere, as JSON Schema's {@code pattern} has it. */
    static Expr search(String pattern) {
        return compiled(pattern, RegexExpr::search);
    }

    private static Expr compiled(String pattern, java.util.function.Function<Regex, Expr> how) {
        Regex regex = parse(pattern);
        try {
            return how.apply(regex);
        } catch (ConstraintException e) {
            throw ConstraintException.at("regex " + TextCursor.excerpt(pattern, 0), e.getMessage());
        }
    }

    static Regex parse(String pattern) {
        RegexParser parser = new RegexParser(pattern);
        Regex regex = parser.alternatives();
        if (parser.in.hasNext()) {
            throw parser.in.error("unmatched )");
        }
        return regex;
    }

    private Regex alternatives() {
        List<Regex> options = new ArrayList<>();
        do {
            options.add(sequence());
        } while (in.take('|'));
        return options.size() == 1 ? options.getFirst() : new Alt(options);
    }

    private Regex sequence() {
        List<Regex> parts = new ArrayList<>();
        while (in.hasNext() && in.peek() != '|' && in.peek() != ')') {
            Regex part = quantified(atom());
            if (!part.equals(NOTHING)) {
                parts.add(part);
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new Seq(parts);
    }

    private Regex atom() {
        int c = in.peek();
        return switch (c) {
            case '(' -> group();
            case '[' -> {
                in.next();
                yield new Chars(new RegexClass(in, ignoreCase).bracket());
            }
            case '.' -> {
                in.next();
                yield new Chars(dotAll ? CodePointSet.ANY : RegexClass.DOT);
            }
            case '\\' -> escape();
            case '^' -> edge(Edge.START);
            case '$' -> edge(Edge.END);
            case '*', '+', '?', '{' -> throw in.error("stray " + Character.toString(c));
            default -> {
                in.next();
                yield chars(CodePointSet.of(c, c));
            }
        };
    }

    private Regex escape() {
        int start = in.position();
        in.next();
        return switch (in.peek()) {
            case 'b' -> edge(Edge.WORD);
            case 'B' -> edge(Edge.NO_WORD);
            case 'A' -> edge(Edge.START);
            case 'z', 'Z' -> edge(Edge.END);
            case 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                in.moveTo(start);
                throw in.error("unsupported: back-reference");
            }
            default -> chars(new RegexClass(in, ignoreCase).escape());
        };
    }

    private Regex chars(CodePointSet set) {
        return new Chars(ignoreCase ? set.ignoringCase() : set);
    }

    private Regex edge(Edge edge) {
        in.next();
        return edge;
    }

    /** A group with its parentheses; flags set inside it end with it. */
    private Regex group() {
        boolean outerCase = ignoreCase;
        boolean outerDot = dotAll;
        int start = in.position();
        in.expect('(');
        if (++depth > MAX_DEPTH) {
            throw in.error("groups nested deeper than " + MAX_DEPTH);
        }
        boolean look = in.startsWith("?=") || in.startsWith("?!");
        boolean negative = in.startsWith("?!");
        if (look) {
            in.moveTo(in.position() + 2);
        } else if (in.take('?') && flagsOnly(start)) {
            depth--;
            return NOTHING;
        }
        Regex body = alternatives();
        in.expect(')');
        depth--;
        ignoreCase = outerCase;
        dotAll = outerDot;
        return look ? new Look(body, negative) : body;
    }

    /** What stands between {@code (?} and the body; true if it is {@code (?i)} or the like, and ends the group. */
    private boolean flagsOnly(int start) {
        if (in.take(':')) {
            return false;
        }
        if (in.startsWith("<=") || in.startsWith("<!")) {
            in.moveTo(start);
            throw in.error("unsupported: look-behind");
        }
        if (in.take('<') || in.take("P<")) {
            while (in.hasNext() && !in.take('>')) {
                in.next();
            }
            return false;
        }
        boolean on = true;
        while (!in.take(':')) {
            if (in.take(')')) {
                return true;
            }
            switch (in.hasNext() ? in.next() : 0) {
                case '-' -> on = false;
                case 'i' -> ignoreCase = on;
                case 's' -> dotAll = on;
                case 'u' -> {} // always on
                default -> {
                    in.moveTo(start);
                    throw in.error("unsupported: group modifier (expected: (?:, (?=, (?!, (?<name>, (?i or (?s)");
                }
            }
        }
        return false;
    }

    private Regex quantified(Regex atom) {
        int min = 0;
        int max = Expr.UNBOUNDED;
        if (in.take('+')) {
            min = 1;
        } else if (in.take('?')) {
            max = 1;
        } else if (in.take('{')) {
            min = in.number(MAX_REPEAT);
            max = min;
            if (in.take(',')) {
                max = in.startsWith("}") ? Expr.UNBOUNDED : in.number(MAX_REPEAT);
            }
            in.expect('}');
            if (max < min) {
                throw in.error("quantifier {" + min + "," + max + "} out of order");
            }
        } else if (!in.take('*')) {
            return atom;
        }
        in.take('?'); // lazy or greedy: the same set of texts
        if (in.hasNext() && "*+?{".indexOf(in.peek()) >= 0) {
            throw in.error("unsupported: quantifier on a quantifier");
        }
        return new Repeat(atom, min, max);
    }
}
