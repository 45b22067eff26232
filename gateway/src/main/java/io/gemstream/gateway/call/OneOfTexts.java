package io.gemstream.gateway.call;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Constrains a generation to one of some texts, which clients of vLLM call a choice. */
public final class OneOfTexts {

    private OneOfTexts() {}

    /**
     * The GBNF grammar that matches each of the texts and nothing else.
     *
     * @param texts at least one
     */
    public static String grammar(List<String> texts) {
        return texts.stream().map(OneOfTexts::literal).collect(Collectors.joining(" | ", "root ::= ", ""));
    }

    /** Escapes whatever GBNF could take for something else. */
    private static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || c == ' ') {
                literal.appendCodePoint(c);
            } else {
                literal.append(String.format(Locale.ROOT, "\\U%08X", c));
            }
        });
        return literal.append('"').toString();
    }
}
