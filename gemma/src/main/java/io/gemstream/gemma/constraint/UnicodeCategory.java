package io.gemstream.gemma.constraint;

import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Unicode general categories, as this JDK's tables have them. */
final class UnicodeCategory {

    private static final Map<String, Integer> TYPES = Map.ofEntries(
            Map.entry("Lu", (int) Character.UPPERCASE_LETTER),
            Map.entry("Ll", (int) Character.LOWERCASE_LETTER),
            Map.entry("Lt", (int) Character.TITLECASE_LETTER),
            Map.entry("Lm", (int) Character.MODIFIER_LETTER),
            Map.entry("Lo", (int) Character.OTHER_LETTER),
            Map.entry("Mn", (int) Character.NON_SPACING_MARK),
            Map.entry("Me", (int) Character.ENCLOSING_MARK),
            Map.entry("Mc", (int) Character.COMBINING_SPACING_MARK),
            Map.entry("Nd", (int) Character.DECIMAL_DIGIT_NUMBER),
            Map.entry("Nl", (int) Character.LETTER_NUMBER),
            Map.entry("No", (int) Character.OTHER_NUMBER),
            Map.entry("Zs", (int) Character.SPACE_SEPARATOR),
            Map.entry("Zl", (int) Character.LINE_SEPARATOR),
            Map.entry("Zp", (int) Character.PARAGRAPH_SEPARATOR),
            Map.entry("Cc", (int) Character.CONTROL),
            Map.entry("Cf", (int) Character.FORMAT),
            Map.entry("Pd", (int) Character.DASH_PUNCTUATION),
            Map.entry("Ps", (int) Character.START_PUNCTUATION),
            Map.entry("Pe", (int) Character.END_PUNCTUATION),
            Map.entry("Pc", (int) Character.CONNECTOR_PUNCTUATION),
            Map.entry("Po", (int) Character.OTHER_PUNCTUATION),
            Map.entry("Pi", (int) Character.INITIAL_QUOTE_PUNCTUATION),
            Map.entry("Pf", (int) Character.FINAL_QUOTE_PUNCTUATION),
            Map.entry("Sm", (int) Character.MATH_SYMBOL),
            Map.entry("Sc", (int) Character.CURRENCY_SYMBOL),
            Map.entry("Sk", (int) Character.MODIFIER_SYMBOL),
            Map.entry("So", (int) Character.OTHER_SYMBOL));

    private static final Map<String, String> LONG_NAMES = Map.of(
            "Letter", "L", "Mark", "M", "Number", "N", "Punctuation", "P", "Symbol", "S", "Separator", "Z",
            "Uppercase_Letter", "Lu", "Lowercase_Letter", "Ll", "Decimal_Number", "Nd", "digit", "Nd");

    private UnicodeCategory() {}

    /** @param name a category such as {@code Lu}, or its first letter for the whole group */
    static Optional<IntPredicate> named(String name) {
        String category = LONG_NAMES.getOrDefault(name, name);
        boolean[] wanted = new boolean[32];
        boolean known = false;
        for (Map.Entry<String, Integer> type : TYPES.entrySet()) {
            if (type.getKey().equals(category) || category.length() == 1 && type.getKey().startsWith(category)) {
                wanted[type.getValue()] = true;
                known = true;
            }
        }
        return known ? Optional.of(c -> wanted[Character.getType(c)]) : Optional.empty();
    }
}
