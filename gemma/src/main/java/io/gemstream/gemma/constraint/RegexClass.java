package io.gemstream.gemma.constraint;

/** Character classes of a regular expression: brackets and escapes, as ECMA-262 defines them. */
final class RegexClass {

    private static final CodePointSet DIGIT = CodePointSet.of('0', '9');
    private static final CodePointSet WORD = CodePointSet.of('0', '9', 'A', 'Z', 'a', 'z', '_', '_');
    private static final CodePointSet SPACE = CodePointSet.of(
            0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f,
            0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff);
    private static final CodePointSet LINE_ENDS = CodePointSet.of('\n', '\n', '\r', '\r', 0x2028, 0x2029);

    /** Everything but line ends. */
    static final CodePointSet DOT = LINE_ENDS.complement();

    private final TextCursor in;

    RegexClass(TextCursor in) {
        this.in = in;
    }

    /** The rest of a bracket, whose {@code [} is read. */
    CodePointSet bracket() {
        boolean negated = in.take('^');
        CodePointSet set = CodePointSet.NONE;
        while (!in.take(']')) {
            if (in.startsWith("[:")) {
                throw in.error("unsupported: POSIX class");
            }
            if (in.startsWith("&&")) {
                throw in.error("unsupported: class intersection");
            }
            CodePointSet low = member();
            if (in.startsWith("-") && !in.startsWith("-]")) {
                in.next();
                CodePointSet high = member();
                if (low.size() != 1 || high.size() != 1 || low.first(0) > high.first(0)) {
                    throw in.error("range out of order in a class");
                }
                low = CodePointSet.of(low.first(0), high.first(0));
            }
            set = set.union(low);
        }
        return negated ? set.complement() : set;
    }

    private CodePointSet member() {
        int c = in.next();
        return c == '\\' ? escape(true) : single(c);
    }

    /** An escape, whose backslash is read. */
    CodePointSet escape(boolean inBracket) {
        int c = in.next();
        return switch (c) {
            case 'd' -> DIGIT;
            case 'D' -> DIGIT.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> SPACE;
            case 'S' -> SPACE.complement();
            case 't' -> single('\t');
            case 'n' -> single('\n');
            case 'r' -> single('\r');
            case 'f' -> single('\f');
            case 'v' -> single(0x0b);
            case '0' -> {
                if (in.hasNext() && Character.isDigit(in.peek())) {
                    throw in.error("unsupported: octal escape");
                }
                yield single(0);
            }
            case 'x' -> single(in.hex(2));
            case 'u' -> unicode();
            case 'c' -> control();
            case 'p', 'P' -> {
                in.expect('{');
                StringBuilder name = new StringBuilder();
                while (!in.take('}')) {
                    name.appendCodePoint(in.next());
                }
                CodePointSet set = UnicodeCategory.named(name.toString(), in);
                yield c == 'P' ? set.complement() : set;
            }
            case 'b' -> {
                if (!inBracket) {
                    throw in.error("unsupported: word boundary");
                }
                yield single('\b');
            }
            case 'B' -> throw in.error("unsupported: word boundary");
            case 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> throw in.error("unsupported: back-reference");
            default -> {
                if (Character.isLetter(c)) {
                    throw in.error("unsupported: escape \\" + Character.toString(c));
                }
                yield single(c);
            }
        };
    }

    private CodePointSet control() {
        int letter = in.next();
        if (letter < 'A' || letter > 'z' || !Character.isLetter(letter)) {
            throw in.error("expected a letter after \\c");
        }
        return single(letter % 32);
    }

    private CodePointSet unicode() {
        if (in.take('{')) {
            int value = 0;
            while (!in.take('}')) {
                value = value << 4 | in.hex(1);
                if (value > CodePointSet.MAX) {
                    throw in.error("code point above 10FFFF");
                }
            }
            return single(value);
        }
        char high = (char) in.hex(4);
        if (Character.isHighSurrogate(high) && in.take("\\u")) {
            return single(Character.toCodePoint(high, (char) in.hex(4)));
        }
        return single(high);
    }

    private static CodePointSet single(int codePoint) {
        return CodePointSet.of(codePoint, codePoint);
    }
}
