package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Expr.Alt;
import io.gemstream.gemma.constraint.Expr.Chars;
import io.gemstream.gemma.constraint.Expr.Ref;
import io.gemstream.gemma.constraint.Expr.Repeat;
import io.gemstream.gemma.constraint.Expr.Seq;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses GBNF as llama.cpp documents it (grammars/README.md): rules, literals, character classes, groups, repetition,
 * comments. Token references ({@code <[id]>}, {@code <text>}) are refused by name.
 */
final class GbnfParser {

    private static final int MAX_DEPTH = 200;

    private final TextCursor in;
    private final Map<String, Expr> rules = new LinkedHashMap<>();
    private int depth;

    private GbnfParser(String text) {
        this.in = new TextCursor("grammar", text);
    }

    /** @throws ConstraintException for syntax errors and if there is no rule {@code root} */
    static Map<String, Expr> parse(String text) {
        GbnfParser parser = new GbnfParser(text);
        parser.blanks(true);
        while (parser.in.hasNext()) {
            parser.rule();
        }
        if (!parser.rules.containsKey("root")) {
            throw new ConstraintException("grammar: no rule named root");
        }
        return parser.rules;
    }

    private void rule() {
        int start = in.position();
        String name = name();
        blanks(false);
        if (!in.take("::=")) {
            throw in.error("expected ::=");
        }
        blanks(true);
        if (rules.put(name, alternatives()) != null) {
            in.moveTo(start);
            throw in.error("rule defined twice: " + name);
        }
        if (in.hasNext() && !in.take("\r\n") && !in.take('\n') && !in.take('\r')) {
            throw in.error("expected the end of the line");
        }
        blanks(true);
    }

    private Expr alternatives() {
        List<Expr> options = new ArrayList<>();
        options.add(sequence());
        while (in.take('|')) {
            blanks(true);
            options.add(sequence());
        }
        return new Alt(options);
    }

    private Expr sequence() {
        List<Expr> parts = new ArrayList<>();
        while (in.hasNext() && "|)\r\n".indexOf(in.peek()) < 0) {
            Expr item = item();
            blanks(depth > 0);
            parts.add(repeated(item));
            blanks(depth > 0);
        }
        return new Seq(parts);
    }

    private Expr item() {
        int c = in.peek();
        if (c == '"') {
            in.next();
            return literal();
        }
        if (c == '[') {
            in.next();
            return charClass();
        }
        if (c == '.') {
            in.next();
            return new Chars(CodePointSet.ANY);
        }
        if (c == '(') {
            in.next();
            if (++depth > MAX_DEPTH) {
                throw in.error("groups nested deeper than " + MAX_DEPTH);
            }
            blanks(true);
            Expr body = alternatives();
            depth--;
            in.expect(')');
            return body;
        }
        if (c == '<' || c == '!') {
            throw in.error("unsupported: token reference");
        }
        return new Ref(name());
    }

    private Expr repeated(Expr item) {
        Expr result = item;
        for (int count = 0; in.hasNext(); count++) {
            if (count > MAX_DEPTH) {
                throw in.error("more than " + MAX_DEPTH + " repetitions of one item");
            }
            if (in.take('*')) {
                result = Expr.star(result);
            } else if (in.take('+')) {
                result = Expr.plus(result);
            } else if (in.take('?')) {
                result = Expr.optional(result);
            } else if (in.take('{')) {
                result = counted(result);
            } else {
                break;
            }
            blanks(depth > 0);
        }
        return result;
    }

    private Expr counted(Expr item) {
        blanks(depth > 0);
        int min = in.startsWith(",") ? 0 : in.number(AutomatonBuilder.MAX_NODES);
        blanks(depth > 0);
        int max = min;
        if (in.take(',')) {
            blanks(depth > 0);
            max = in.startsWith("}") ? Expr.UNBOUNDED : in.number(AutomatonBuilder.MAX_NODES);
            blanks(depth > 0);
        }
        in.expect('}');
        if (max < min) {
            throw in.error("repetition {" + min + "," + max + "} out of order");
        }
        return new Repeat(item, min, max);
    }

    private Expr literal() {
        List<Expr> parts = new ArrayList<>();
        while (!in.take('"')) {
            int c = character();
            parts.add(Expr.chars(c, c));
        }
        return new Seq(parts);
    }

    private Expr charClass() {
        boolean negated = in.take('^');
        CodePointSet set = CodePointSet.NONE;
        while (!in.take(']')) {
            int low = character();
            int high = low;
            if (in.startsWith("-") && !in.startsWith("-]")) {
                in.next();
                high = character();
            }
            if (high < low) {
                throw in.error("range out of order in a class");
            }
            set = set.union(CodePointSet.of(low, high));
        }
        return new Chars(negated ? set.complement() : set);
    }

    private int character() {
        int c = in.next();
        if (c != '\\') {
            return c;
        }
        int escape = in.next();
        int value = switch (escape) {
            case 'x' -> in.hex(2);
            case 'u' -> in.hex(4);
            case 'U' -> in.hex(8);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']', '-', '^' -> escape;
            default -> throw in.error("unknown escape \\" + Character.toString(escape));
        };
        if (value < 0 || value > CodePointSet.MAX) {
            throw in.error("code point above 10FFFF");
        }
        return value;
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        while (in.hasNext() && isNamePart(in.peek())) {
            name.appendCodePoint(in.next());
        }
        if (name.isEmpty()) {
            throw in.error("expected a rule name");
        }
        return name.toString();
    }

    private static boolean isNamePart(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    private void blanks(boolean overLines) {
        while (in.hasNext()) {
            int c = in.peek();
            if (c == '#') {
                while (in.hasNext() && in.peek() != '\n' && in.peek() != '\r') {
                    in.next();
                }
            } else if (c == ' ' || c == '\t' || overLines && (c == '\r' || c == '\n')) {
                in.next();
            } else {
                return;
            }
        }
    }
}
