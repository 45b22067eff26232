package io.gemstream.gemma.constraint;

/** Reads a text code point by code point; its errors name the place. */
final class TextCursor {

    /** Of a text in a message, how many characters at most. */
    private static final int EXCERPT = 80;

    private final String what;
    private final String text;
    private int position;

    TextCursor(String what, String text) {
        this.what = what;
        this.text = text;
    }

    int position() {
        return position;
    }

    void moveTo(int newPosition) {
        position = newPosition;
    }

    boolean hasNext() {
        return position < text.length();
    }

    /** @throws ConstraintException at the end */
    int peek() {
        if (!hasNext()) {
            throw error("unexpected end");
        }
        return text.codePointAt(position);
    }

    int next() {
        int c = peek();
        position += Character.charCount(c);
        return c;
    }

    boolean startsWith(String prefix) {
        return text.startsWith(prefix, position);
    }

    /** Whether exactly this is left. */
    boolean is(String rest) {
        return startsWith(rest) && position + rest.length() == text.length();
    }

    boolean take(char c) {
        if (hasNext() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    boolean take(String prefix) {
        boolean found = startsWith(prefix);
        if (found) {
            position += prefix.length();
        }
        return found;
    }

    void expect(char c) {
        if (!take(c)) {
            throw error("expected " + c);
        }
    }

    /** A decimal number. */
    int number(int max) {
        long value = 0;
        int start = position;
        while (hasNext() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            value = value * 10 + text.charAt(position++) - '0';
            if (value > max) {
                throw error("repetition above " + max);
            }
        }
        if (position == start) {
            throw error("expected a number");
        }
        return (int) value;
    }

    /** A number of exactly so many hexadecimal digits. */
    int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = hasNext() ? Character.digit(text.charAt(position), 16) : -1;
            if (digit < 0) {
                throw error("expected " + digits + " hexadecimal digits");
            }
            value = value << 4 | digit;
            position++;
        }
        return value;
    }

    ConstraintException error(String reason) {
        return ConstraintException.at(what + " at index " + position + " of " + excerpt(text, position), reason);
    }

    /** The text around a place, in quotes, on one line, short enough for a message. */
    static String excerpt(String text, int position) {
        int start = Math.max(0, Math.min(position - EXCERPT / 2, text.length() - EXCERPT));
        int end = Math.min(text.length(), start + EXCERPT);
        if (start > 0 && Character.isLowSurrogate(text.charAt(start))) {
            start++;
        }
        if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
            end--;
        }
        return "\"" + (start > 0 ? "..." : "") + text.substring(start, end).replaceAll("\\p{Cntrl}", " ")
                + (end < text.length() ? "..." : "") + "\"";
    }
}
