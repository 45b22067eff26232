package io.gemstream.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a JSON object, by their types. A field that is null is absent: clients send nulls for all that nobody set.
 * What has another type is refused with INVALID_OPTION and named.
 *
 * @param object whose fields
 * @param path of the object, with a point behind it; empty for the body
 */
public record Fields(ObjectNode object, String path) {

    public Fields(ObjectNode body) {
        this(body, "");
    }

    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    public Optional<JsonNode> any(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    public Optional<String> text(String name) {
        return any(name).map(node -> text(node, path + name));
    }

    public boolean flag(String name) {
        return flag(name, false);
    }

    public boolean flag(String name, boolean otherwise) {
        return any(name).map(node -> {
            if (!node.isBoolean()) {
                throw wrong(path + name, node, "true or false");
            }
            return node.booleanValue();
        }).orElse(otherwise);
    }

    /** A number of 32 bits; 5.0 is one. */
    public Optional<Integer> integer(String name) {
        return any(name).map(node -> integer(node, path + name));
    }

    /** A number of 64 bits; 5.0 is one. */
    public Optional<Long> longInteger(String name) {
        return any(name).map(node -> {
            if (!node.isNumber() || !isWhole(node) || !node.canConvertToLong()) {
                throw wrong(path + name, node, "a whole number of 64 bits");
            }
            return node.longValue();
        });
    }

    public Optional<Float> number(String name) {
        return any(name).map(node -> {
            if (!node.isNumber()) {
                throw wrong(path + name, node, "a number");
            }
            return node.floatValue();
        });
    }

    public Optional<Fields> object(String name) {
        return any(name).map(node -> object(node, path + name));
    }

    /** The elements of an array; empty where it is absent. */
    public List<JsonNode> array(String name) {
        return any(name).map(node -> array(node, path + name)).orElse(List.of());
    }

    /** The texts of an array, or one text alone; empty where they are absent. */
    public List<String> texts(String name) {
        return any(name).map(node -> node.isTextual() ? List.of(node.textValue()) : texts(node, path + name))
                .orElse(List.of());
    }

    /** The whole numbers of an array; empty where it is absent. */
    public List<Integer> integers(String name) {
        return any(name).map(node -> integers(node, path + name)).orElse(List.of());
    }

    /** @param at its path */
    public static String text(JsonNode node, String at) {
        if (!node.isTextual()) {
            throw wrong(at, node, "a string");
        }
        return node.textValue();
    }

    /** @param at its path */
    public static Fields object(JsonNode node, String at) {
        if (node instanceof ObjectNode object) {
            return new Fields(object, at + ".");
        }
        throw wrong(at, node, "an object");
    }

    /** @param at its path */
    public static List<JsonNode> array(JsonNode node, String at) {
        if (!node.isArray()) {
            throw wrong(at, node, "an array");
        }
        List<JsonNode> elements = new ArrayList<>(node.size());
        node.forEach(elements::add);
        return elements;
    }

    /** @param at its path */
    public static List<Integer> integers(JsonNode node, String at) {
        List<Integer> numbers = new ArrayList<>(node.size());
        for (JsonNode element : array(node, at)) {
            numbers.add(integer(element, at + "[" + numbers.size() + "]"));
        }
        return numbers;
    }

    /**
     * The failure of a field.
     *
     * @param at its path
     * @param node what it is
     * @param expected what it should be
     */
    public static GemstreamException wrong(String at, JsonNode node, String expected) {
        return refused(at, at + ": " + shown(node) + " (expected: " + expected + ")");
    }

    /** The failure of a field, in a sentence of its own. */
    public static GemstreamException refused(String at, String sentence) {
        return new GemstreamException(ErrorReason.INVALID_OPTION, sentence, Map.of(ErrorStatus.FIELD, at));
    }

    private static List<String> texts(JsonNode node, String at) {
        List<String> texts = new ArrayList<>(node.size());
        for (JsonNode element : array(node, at)) {
            texts.add(text(element, at + "[" + texts.size() + "]"));
        }
        return texts;
    }

    private static int integer(JsonNode node, String at) {
        if (!node.isNumber() || !isWhole(node) || !node.canConvertToInt()) {
            throw wrong(at, node, "a whole number of 32 bits");
        }
        return node.intValue();
    }

    private static boolean isWhole(JsonNode node) {
        return node.canConvertToExactIntegral();
    }

    private static String shown(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> Echo.quoted(node.textValue());
            case NUMBER, BOOLEAN, NULL -> Echo.quoted(node.asText());
            case ARRAY -> "an array of " + node.size();
            case OBJECT -> "an object";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }
}
