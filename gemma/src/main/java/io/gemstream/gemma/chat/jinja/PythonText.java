package io.gemstream.gemma.chat.jinja;

/** Strips white space as Python, and so Jinja, defines it; {@link String#strip} keeps U+00A0. */
public final class PythonText {

    private PythonText() {}

    /** Without white space at either end: {@code str.strip()}. */
    public static String strip(String text) {
        return stripStart(stripEnd(text));
    }

    /** Without white space at the beginning: {@code str.lstrip()}. */
    public static String stripStart(String text) {
        int from = 0;
        while (from < text.length() && isSpace(text.charAt(from))) {
            from++;
        }
        return text.substring(from);
    }

    static String stripEnd(String text) {
        int to = text.length();
        while (to > 0 && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(0, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
