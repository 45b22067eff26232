package io.gemstream.gemma.constraint;

/**
 * Options for reading a JSON Schema and for spelling its JSON. Whatever the options: properties come in the order of
 * {@code properties}, then required ones not named there, then additional ones; keys, and strings with {@code enum},
 * {@code const}, {@code pattern} or {@code format}, use the shortest escapes; numbers with a bound have no exponent;
 * integers have no fraction.
 *
 * @param whitespace the blanks that may stand between JSON tokens
 * @param closedObjects whether an object schema that has {@code properties} and is silent about
 *     {@code additionalProperties} allows none, as strict modes of hosted APIs have it. Off, the specification's
 *     default holds
 * @param oneOfAsAnyOf whether {@code oneOf} counts as {@code anyOf} where its branches cannot be shown to exclude each
 *     other. Off, such a schema is refused
 */
public record JsonOptions(JsonWhitespace whitespace, boolean closedObjects, boolean oneOfAsAnyOf) {

    public static final JsonOptions DEFAULT = new JsonOptions(JsonWhitespace.SPACED, false, false);

    /** The default options with other blanks. */
    public static JsonOptions of(JsonWhitespace whitespace) {
        return new JsonOptions(whitespace, DEFAULT.closedObjects, DEFAULT.oneOfAsAnyOf);
    }
}
