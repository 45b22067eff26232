package io.gemstream.gateway.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads values of JSON as vLLM's backend does: a number or a truth may also come as a string. What does not fit is refused
 * with INVALID_OPTION and its name.
 */
final class JsonValues {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    /** Whole numbers above it are not told from their neighbours. */
    private static final double LARGEST_WHOLE = 1L << 53;

    private JsonValues() {}

    static ObjectNode object(String name, JsonNode value) {
        return value instanceof ObjectNode object ? object : object(name, text(name, value));
    }

    /** An object from its text. */
    static ObjectNode object(String name, String text) {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object && Json.isText(object)) {
                return object;
            }
        } catch (JsonProcessingException malformed) {
            throw refused(name, "not JSON, " + malformed.getOriginalMessage(), "a JSON object");
        }
        throw refused(name, Echo.quoted(text), "a JSON object");
    }

    static String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw refused(name, said(value), "a string");
        }
        return value.textValue();
    }

    /** A string, or several in an array. */
    static List<String> texts(String name, JsonNode value) {
        if (!value.isArray()) {
            return List.of(text(name, value));
        }
        List<String> texts = new ArrayList<>();
        value.forEach(element -> texts.add(text(name, element)));
        return texts;
    }

    static List<Integer> integers(String name, JsonNode value) {
        if (!value.isArray()) {
            throw refused(name, said(value), "an array of integers");
        }
        List<Integer> integers = new ArrayList<>();
        value.forEach(element -> integers.add(integer(name, element)));
        return integers;
    }

    static boolean truth(String name, JsonNode value) {
        String text = value.asText().toLowerCase(Locale.ROOT);
        if (!value.isBoolean() && !(value.isTextual() && (text.equals("true") || text.equals("false")))) {
            throw refused(name, said(value), "true or false");
        }
        return text.equals("true");
    }

    static int integer(String name, JsonNode value) {
        long number = whole(name, value);
        if (number != (int) number) {
            throw refused(name, said(value), "an integer of 32 bits");
        }
        return (int) number;
    }

    static long whole(String name, JsonNode value) {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isFloatingPointNumber() && Math.abs(value.doubleValue()) <= LARGEST_WHOLE
                && value.doubleValue() == Math.rint(value.doubleValue())) {
            return (long) value.doubleValue();
        }
        if (value.isTextual()) {
            try {
                return Long.parseLong(value.textValue());
            } catch (NumberFormatException none) {
                // Refused below.
            }
        }
        throw refused(name, said(value), "an integer");
    }

    /** A number of single precision; one that is out of its range is infinite. */
    static float number(String name, JsonNode value) {
        if (value.isNumber()) {
            return (float) value.doubleValue();
        }
        if (value.isTextual()) {
            try {
                return (float) Double.parseDouble(value.textValue());
            } catch (NumberFormatException none) {
                // Refused below.
            }
        }
        throw refused(name, said(value), "a number");
    }

    /** A value as messages say it. */
    static String said(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> Echo.quoted(value.textValue());
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            default -> value.asText();
        };
    }

    static GemstreamException refused(String name, String value, String expected) {
        return Refusals.outOfRange(ErrorReason.INVALID_OPTION, name, name, value, expected);
    }
}
