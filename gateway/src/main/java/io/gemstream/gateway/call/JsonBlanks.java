package io.gemstream.gateway.call;

import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.SamplingOptions.JsonWhitespace;
import java.util.Map;
import java.util.Optional;

/** Sets the blanks that JSON may have, from our own names for them and from vLLM's fields. One field says it, or none. */
public final class JsonBlanks {

    /** Regular expressions, as vLLM takes them; of all that mean the same, those that clients write. */
    private static final Map<String, JsonWhitespace> PATTERNS = Map.of(
            "", JsonWhitespace.COMPACT,
            " ?", JsonWhitespace.SPACED,
            "[ ]?", JsonWhitespace.SPACED);
    private static final Map<String, JsonWhitespace> NAMES = Map.of(
            "compact", JsonWhitespace.COMPACT,
            "spaced", JsonWhitespace.SPACED,
            "pretty", JsonWhitespace.PRETTY);

    private JsonBlanks() {}

    /**
     * By our own name.
     *
     * @param field where the client wrote it
     * @throws GemstreamException INVALID_OPTION for no such name, or where another field has said it
     */
    public static void named(String field, String name, SamplingOptions.Builder options) {
        set(field, known(field, name, NAMES, "compact, spaced or pretty"), options);
    }

    /**
     * By {@code whitespace_pattern}.
     *
     * @param field where the client wrote it
     * @throws GemstreamException INVALID_OPTION for a pattern that is not kept exactly, or where another field has said it
     */
    public static void pattern(String field, String pattern, SamplingOptions.Builder options) {
        set(field, known(field, pattern, PATTERNS, "\"\", \" ?\" or \"[ ]?\"; json_whitespace pretty allows lines"), options);
    }

    /**
     * By {@code disable_any_whitespace}, where it is true.
     *
     * @param field where the client wrote it
     * @throws GemstreamException INVALID_OPTION where another field has said it
     */
    public static void none(String field, SamplingOptions.Builder options) {
        set(field, JsonWhitespace.COMPACT, options);
    }

    private static JsonWhitespace known(String field, String value, Map<String, JsonWhitespace> known, String expected) {
        return Optional.ofNullable(known.get(value)).orElseThrow(() -> refused(field, Echo.quoted(value), expected));
    }

    private static void set(String field, JsonWhitespace whitespace, SamplingOptions.Builder options) {
        if (options.getJsonWhitespace() != JsonWhitespace.JSON_WHITESPACE_UNSPECIFIED) {
            throw refused(field, "given beside another",
                    "one of json_whitespace, whitespace_pattern and disable_any_whitespace");
        }
        options.setJsonWhitespace(whitespace);
    }

    private static GemstreamException refused(String field, String value, String expected) {
        return Refusals.outOfRange(ErrorReason.INVALID_OPTION, field, field, value, expected);
    }
}
