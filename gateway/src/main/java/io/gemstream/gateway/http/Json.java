package io.gemstream.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.util.Map;

/** Reads and writes JSON. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The JSON text, without blanks. */
    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * A body as an object.
     *
     * @throws GemstreamException INVALID_OPTION where it is none
     */
    static ObjectNode object(byte[] body) {
        JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, "body: no JSON at line "
                    + (malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr()) + " (expected: an object)");
        } catch (IOException noText) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, "body: no JSON: it is not text in UTF-8");
        }
        if (node instanceof ObjectNode object) {
            if (!isText(object)) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        "body: a string with half of a surrogate pair (expected: text of Unicode)");
            }
            return object;
        }
        throw new GemstreamException(ErrorReason.INVALID_OPTION, "body: no JSON object (expected: one)");
    }

    /**
     * Whether all strings and names are text: JSON can spell halves of surrogate pairs, as where someone has cut a string
     * within an emoji, and neither UTF-8 nor protobuf has them.
     */
    public static boolean isText(JsonNode node) {
        if (node.isTextual()) {
            return isText(node.textValue());
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!isText(field.getKey())) {
                return false;
            }
        }
        for (JsonNode element : node) {
            if (!isText(element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(String string) {
        return string.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
