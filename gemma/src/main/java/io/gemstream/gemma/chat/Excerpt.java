package io.gemstream.gemma.chat;

/** Cuts texts to what fits a line of a report. */
final class Excerpt {

    private static final int CHARS = 48;

    private Excerpt() {}

    /** The place where two texts differ: both from the beginning of that line on. */
    static String difference(String found, String expected) {
        int at = 0;
        while (at < Math.min(found.length(), expected.length()) && found.charAt(at) == expected.charAt(at)) {
            at++;
        }
        int line = found.lastIndexOf('\n', at - 1) + 1;
        return "it renders " + quoted(found, line) + " (expected: " + quoted(expected, line) + ")";
    }

    /** At most some 50 characters, in one line. */
    static String line(String text) {
        String line = text.replace("\n", "\\n");
        return line.length() <= CHARS ? line : line.substring(0, CHARS) + "...";
    }

    private static String quoted(String text, int from) {
        return '"' + line(text.substring(from)) + '"';
    }
}
