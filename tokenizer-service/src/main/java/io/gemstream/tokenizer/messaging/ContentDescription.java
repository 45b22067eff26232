package io.gemstream.tokenizer.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** Describes bytes that are not what was expected, for error messages. */
final class ContentDescription {

    private static final int SHOWN_CHARACTERS = 40;
    private static final int SHOWN_BYTES = 8;
    private static final Map<String, String> BEGINNINGS = Map.of(
            "1f8b", "gzip data (compression is the producer's: compression.type)",
            "28b52ffd", "zstd data (compression is the producer's: compression.type)",
            "aced", "a serialized Java object",
            "4f626a01", "an Avro file");

    private ContentDescription() {}

    /** A few words. */
    static String describe(byte[] value) {
        String begin = HexFormat.of().formatHex(value, 0, Math.min(value.length, SHOWN_BYTES));
        return BEGINNINGS.entrySet().stream()
                .filter(known -> begin.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> isText(value)
                        ? "text that is no JSON: " + begin(new String(value, StandardCharsets.UTF_8))
                        : value.length + " bytes that are no protobuf of it, beginning " + begin);
    }

    /** The beginning of a text, in quotes. */
    static String begin(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return '"' + (line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...") + '"';
    }

    private static boolean isText(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), value)
                && text.chars().noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c));
    }
}
