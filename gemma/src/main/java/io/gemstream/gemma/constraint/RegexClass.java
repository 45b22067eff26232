package io.gemstream.gemma.constraint;

/** Reads character classes of a regular expression: brackets and escapes, as ECMA-262 defines them. */
final class RegexClass {

    private static final CodePointSet DIGIT = CodePointSet.of('0', '9');
    /** Code points that {@code \\w} matches, which also tell word boundaries. */
    static final CodePointSet WORD = CodePointSet.of('0', '9', 'A', 'Z', 'a', 'z', '_', '_');
    private static final CodePointSet SPACE = CodePointSet.of(
            0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f,
            0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff);
    private static final CodePointSet LINE_ENDS = CodePointSet.of('\n', '\n', '\r', '\r', 0x2028, 0x2029);

    /** Everything but line ends. */
    static final CodePointSet DOT = LINE_ENDS.complement();

    private final TextCursor in;
    private final boolean ignoreCase;

    RegexClass(TextCursor in, boolean ignoreCase) {
        this.in = in;
        this.ignoreCase = ignoreCase;
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
        CodePointSet members = ignoreCase ? set.ignoringCase() : set;
        return negated ? members.complement() : members;
    }

    private CodePointSet member() {
        int c = in.next();
        return c == '\\' ? escape() : single(c);
    }

    /** An escape of one code point, whose backslash is read; {@code \\b} is the backspace. */
    CodePointSet escape() {
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
                CodePointSet set = UnicodeProperty.named(propertyName(), in);
                yield c == 'P' ? set.complement() : set;
            }
            case 'b' -> single('\b');
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw in.error("unsupported: escape \\" + Character.toString(c));
                }
                yield single(c);
            }
        };
    }

    /** In braces, or one letter. */
    private String propertyName() {
        if (!in.take('{')) {
            return Character.toString(in.next());
        }
        StringBuilder name = new StringBuilder();
        while (!in.take('}')) {
            name.appendCodePoint(in.next());
        }
        return name.toString();
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
