package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonArray;
import io.gemstream.gemma.constraint.JsonValue.JsonBoolean;
import io.gemstream.gemma.constraint.JsonValue.JsonObject;
import io.gemstream.gemma.constraint.JsonValue.JsonString;
import io.gemstream.gemma.constraint.Schema.AllOf;
import io.gemstream.gemma.constraint.Schema.AnyOf;
import io.gemstream.gemma.constraint.Schema.Const;
import io.gemstream.gemma.constraint.Schema.OneOf;
import io.gemstream.gemma.constraint.Schema.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a JSON Schema (draft 2020-12). A keyword is either obeyed, or known to restrict nothing, or refused by name:
 * none is skipped.
 *
 * <p>Obeyed: {@code type, enum, const, $ref, allOf, anyOf, oneOf, properties, required, additionalProperties, items,
 * prefixItems, minItems, maxItems, minLength, maxLength, pattern, format, minimum, maximum, exclusiveMinimum,
 * exclusiveMaximum}. {@code format} is enforced for the names of {@link StringFormat} and refused for others.
 */
final class SchemaReader {

    private static final Set<String> SAY_NOTHING = Set.of(
            "$comment", "$anchor", "$defs", "definitions", "title", "description", "default", "examples",
            "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema");

    private final JsonValue root;
    private final JsonOptions options;
    private final Map<String, Schema> resolved = new HashMap<>();

    SchemaReader(JsonValue root, JsonOptions options) {
        this.root = root;
        this.options = options;
    }

    /**
     * The schema a pointer leads to.
     *
     * @param pointer JSON pointer, empty for the root
     * @throws ConstraintException if there is none, or it uses something unsupported
     */
    Schema resolve(String pointer) {
        Schema known = resolved.get(pointer);
        if (known == null) {
            known = read(JsonPointers.find(root, pointer), pointer);
            resolved.put(pointer, known);
        }
        return known;
    }

    private Schema read(JsonValue value, String pointer) {
        return switch (value) {
            case JsonBoolean(boolean all) -> all ? Schema.ANY : Schema.NEVER;
            case JsonObject object -> readObject(object, pointer);
            default -> throw error(pointer, "not a schema (expected: object or boolean)");
        };
    }

    private Schema readObject(JsonObject object, String pointer) {
        List<Schema> parts = new ArrayList<>();
        TypedKeywords typed = new TypedKeywords(this, pointer, options);
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            String keyword = member.getKey();
            JsonValue value = member.getValue();
            String at = JsonPointers.child(pointer, keyword);
            switch (keyword) {
                case "$ref" -> parts.add(ref(value, at));
                case "$id" -> refuseEmbedded(pointer, at);
                case "$schema" -> refuseForeignDialect(value, at);
                case "const" -> parts.add(new Const(value));
                case "enum" -> parts.add(new AnyOf(array(value, at).items().stream().<Schema>map(Const::new).toList()));
                case "allOf" -> parts.add(new AllOf(schemas(value, at)));
                case "anyOf" -> parts.add(new AnyOf(schemas(value, at)));
                case "oneOf" -> parts.add(new OneOf(schemas(value, at), at));
                default -> {
                    boolean saysNothing = SAY_NOTHING.contains(keyword) || keyword.startsWith("x-");
                    if (!saysNothing && !typed.take(keyword, value, at)) {
                        throw error(pointer, "unsupported keyword: " + keyword);
                    }
                }
            }
        }
        Schema result = typed.schema();
        for (Schema part : parts) {
            result = Schema.both(result, part);
        }
        return result;
    }

    private static Ref ref(JsonValue value, String at) {
        String target = string(value, at);
        if (!target.equals("#") && !target.startsWith("#/")) {
            throw error(at, "unsupported reference: " + target + " (expected: # or #/...)");
        }
        return new Ref(JsonPointers.decodeFragment(target.substring(1), at));
    }

    private static void refuseEmbedded(String pointer, String at) {
        if (!pointer.isEmpty()) {
            throw error(at, "unsupported keyword: $id (below the root)");
        }
    }

    /** A metaschema of one's own may switch keywords off. */
    private static void refuseForeignDialect(JsonValue value, String at) {
        String dialect = string(value, at);
        if (!dialect.matches("https?://json-schema\\.org/.*")) {
            throw error(at, "unsupported dialect: " + dialect);
        }
    }

    List<Schema> schemas(JsonValue value, String at) {
        List<JsonValue> items = array(value, at).items();
        List<Schema> schemas = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            schemas.add(read(items.get(i), JsonPointers.child(at, Integer.toString(i))));
        }
        return schemas;
    }

    Schema schema(JsonValue value, String at) {
        return read(value, at);
    }

    static JsonArray array(JsonValue value, String at) {
        if (value instanceof JsonArray array) {
            return array;
        }
        throw error(at, "expected an array");
    }

    static JsonObject object(JsonValue value, String at) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw error(at, "expected an object");
    }

    static String string(JsonValue value, String at) {
        if (value instanceof JsonString(String text)) {
            return text;
        }
        throw error(at, "expected a string");
    }

    static ConstraintException error(String pointer, String reason) {
        return ConstraintException.at("schema at #" + pointer, reason);
    }
}
