package io.gemstream.gemma.constraint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Reads one JSON text, strictly. */
final class JsonReader {

    /** All that follows recurses along the schema. */
    private static final int MAX_DEPTH = 200;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    /** An exponent beyond this would be written out digit by digit. */
    private static final int MAX_SCALE = 400;

    private JsonReader() {}

    /** @throws ConstraintException if the text is not JSON; says where */
    static JsonValue read(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            JsonValue value = value(parser);
            if (parser.nextToken() != null) {
                throw new ConstraintException("schema: more than one JSON value");
            }
            return value;
        } catch (IOException e) {
            throw new ConstraintException("schema is not JSON: " + e.getMessage(), e);
        }
    }

    private static JsonValue value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new ConstraintException("schema is not JSON: empty");
        }
        return switch (token) {
            case VALUE_NULL -> new JsonValue.JsonNull();
            case VALUE_TRUE -> new JsonValue.JsonBoolean(true);
            case VALUE_FALSE -> new JsonValue.JsonBoolean(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getDecimalValue());
            case VALUE_STRING -> new JsonValue.JsonString(parser.getText());
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield new JsonValue.JsonArray(items);
            }
            case START_OBJECT -> {
                SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    members.put(key, value(parser));
                }
                yield new JsonValue.JsonObject(members);
            }
            default -> throw new ConstraintException("schema is not JSON: unexpected " + token);
        };
    }

    private static JsonValue number(BigDecimal value) {
        if (Math.abs((long) value.scale()) > MAX_SCALE) {
            throw new ConstraintException("schema: number " + value + " (expected: exponent within " + MAX_SCALE + ")");
        }
        return new JsonValue.JsonNumber(value);
    }
}
