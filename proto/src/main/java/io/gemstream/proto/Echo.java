package io.gemstream.proto;

import java.util.Arrays;
import java.util.Locale;

/**
 * Prepares texts that came from outside for messages and logs. It is the only place that decides how much of such a
 * text is repeated, and how. A client that sent an id of megabytes gets the error and not the id, and no text breaks a
 * line, steers a terminal or changes the direction of what stands after it.
 */
public final class Echo {

    private static final int MOST_CHARACTERS = 100;
    private static final int REPLACEMENT = 0xFFFD;
    private static final String GAP = " ... ";

    private Echo() {}

    /** A value in quotes, its beginning where it is long. */
    public static String quoted(String value) {
        return value.length() <= MOST_CHARACTERS
                ? '"' + plain(value) + '"'
                : '"' + plain(value.substring(0, MOST_CHARACTERS)) + "...\" (" + value.length() + " characters)";
    }

    /**
     * A text in at most that many bytes of UTF-8. What is too much goes out of its middle: errors say in front which
     * field is wrong, and at the end what was expected.
     */
    static String bounded(String text, int bytes) {
        // Of a text of megabytes only the ends are looked at.
        String ends = text.length() <= 2 * bytes
                ? text : text.substring(0, bytes) + text.substring(text.length() - bytes);
        int[] plain = plain(ends).codePoints().toArray();
        if (ends.length() == text.length() && Arrays.stream(plain).map(Echo::utf8Bytes).sum() <= bytes) {
            return new String(plain, 0, plain.length);
        }
        int half = (bytes - GAP.length()) / 2;
        int head = 0;
        for (int left = half - utf8Bytes(plain[0]); left >= 0; left -= utf8Bytes(plain[head])) {
            head++;
        }
        int tail = plain.length;
        for (int left = half - utf8Bytes(plain[tail - 1]); left >= 0; left -= utf8Bytes(plain[tail - 1])) {
            tail--;
        }
        return new String(plain, 0, head) + GAP + new String(plain, tail, plain.length - tail);
    }

    private static int utf8Bytes(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** Without characters that are not seen but do something, and halves of characters. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    plain.append(String.format(Locale.ROOT, "\\u%04X", c));
                case Character.SURROGATE -> plain.appendCodePoint(REPLACEMENT);
                default -> plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }
}
