package io.gemstream.standalone.docs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The source of a mapping, for its comments, which are not there at run time.
 *
 * @param text all of it
 */
record MappingSource(String text) {

    private static final Pattern SENTENCE = Pattern.compile("(.*?\\.)(?: .*|$)");

    /** Where a key stands. */
    int position(String method) {
        Matcher declaration = Pattern.compile(" " + method + "\\(\\);").matcher(text);
        if (!declaration.find()) {
            throw new IllegalStateException("no " + method + " in the source");
        }
        return declaration.start();
    }

    /** The first sentence of a key's comment. */
    String ofMethod(String method) {
        return comment(position(method));
    }

    /** The first sentence of the mapping's comment. */
    String ofType(String name) {
        return comment(text.indexOf("interface " + name));
    }

    private String comment(int before) {
        int start = text.lastIndexOf("/**", before);
        String comment = text.substring(start + "/**".length(), text.indexOf("*/", start))
                .replaceAll("\\s*\\n\\s*\\*\\s?", " ")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .strip();
        Matcher sentence = SENTENCE.matcher(comment);
        return sentence.matches() ? sentence.group(1) : comment;
    }
}
