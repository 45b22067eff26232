package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Resolves the names in {@code \p{...}}: general categories, scripts and binary properties, as this JDK's tables have
 * them.
 */
final class UnicodeProperty {

    private static final Map<String, IntPredicate> BINARY = Map.ofEntries(
            Map.entry("Any", _ -> true),
            Map.entry("ASCII", c -> c < 0x80),
            Map.entry("Alphabetic", Character::isAlphabetic),
            Map.entry("Alpha", Character::isAlphabetic),
            Map.entry("Lowercase", Character::isLowerCase),
            Map.entry("Uppercase", Character::isUpperCase),
            Map.entry("Ideographic", Character::isIdeographic),
            Map.entry("White_Space", c -> Character.isSpaceChar(c) || c >= 0x09 && c <= 0x0d || c == 0x85),
            Map.entry("ASCII_Hex_Digit", c -> c < 0x80 && Character.digit(c, 16) >= 0),
            Map.entry("Regional_Indicator", c -> c >= 0x1f1e6 && c <= 0x1f1ff),
            Map.entry("Emoji", Character::isEmoji),
            Map.entry("Emoji_Presentation", Character::isEmojiPresentation),
            Map.entry("Emoji_Modifier", Character::isEmojiModifier),
            Map.entry("Emoji_Modifier_Base", Character::isEmojiModifierBase),
            Map.entry("Emoji_Component", Character::isEmojiComponent),
            Map.entry("Extended_Pictographic", Character::isExtendedPictographic));

    private UnicodeProperty() {}

    /** @param name a category such as {@code Lu} or {@code Letter}, {@code Script=Greek}, or a binary property */
    static CodePointSet named(String name, TextCursor in) {
        int equals = name.indexOf('=');
        String value = name.substring(equals + 1);
        Optional<IntPredicate> members = switch (equals < 0 ? "" : name.substring(0, equals)) {
            case "" -> UnicodeCategory.named(value)
                    .or(() -> Optional.ofNullable(BINARY.get(value)))
                    .or(() -> script(value));
            case "General_Category", "gc" -> UnicodeCategory.named(value);
            case "Script", "sc" -> script(value);
            default -> Optional.empty();
        };
        return CodePointSet.where(
                members.orElseThrow(() -> in.error("unsupported: property \\p{" + name + "}")));
    }

    private static Optional<IntPredicate> script(String name) {
        return Arrays.stream(Character.UnicodeScript.values())
                .filter(script -> script.name().equalsIgnoreCase(name))
                .findFirst()
                .map(script -> c -> Character.UnicodeScript.of(c) == script);
    }
}
