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
import io.gemstream.gemma.constraint.Schema.Str;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a JSON Schema: draft 2020-12, and what older drafts and OpenAPI 3.0 write otherwise. A keyword is either obeyed,
 * or known to restrict nothing, or refused by name: none is skipped.
 *
 * <p>Obeyed: {@code type, enum, const, $ref, allOf, anyOf, oneOf, properties, required, additionalProperties,
 * patternProperties, propertyNames, items, prefixItems, additionalItems, minItems, maxItems, minLength, maxLength,
 * pattern, format, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, nullable, discriminator}; {@code not} of
 * everything or nothing; {@code uniqueItems} as {@link UniqueItems} can. {@code format} is enforced for the names of
 * {@link StringFormat} and {@link NumberFormat}.
 */
final class SchemaReader {

    /** Annotations of JSON Schema, of OpenAPI, and of editors and generators. */
    private static final Set<String> SAY_NOTHING = Set.of(
            "$comment", "$anchor", "$defs", "definitions", "components", "id", "title", "description", "default", "examples",
            "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema",
            "example", "xml", "externalDocs", "discriminator", "propertyOrdering", "enumNames", "enumDescriptions",
            "markdownDescription", "markdownEnumDescriptions", "deprecationMessage", "defaultSnippets", "errorMessage",
            "tsType", "javaType");

    private final JsonValue root;
    private final JsonOptions options;
    private final References references;
    private final Map<String, Schema> resolved = new HashMap<>();
    private final Map<StringPattern, String> places = new HashMap<>(); // pointer of where it was read first
    private final Map<String, StringPattern> anywhere = new HashMap<>(); // by regular expression
    private final Map<String, StringPattern> whole = new HashMap<>();
    private final StateBudget budget = new StateBudget();

    SchemaReader(JsonValue root, JsonOptions options) {
        this.root = root;
        this.options = options;
        this.references = new References(root);
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
        List<OneOf> unions = new ArrayList<>();
        TypedKeywords typed = new TypedKeywords(this, pointer, options);
        Optional<Discriminator> discriminator = Optional.ofNullable(object.members().get("discriminator"))
                .map(value -> Discriminator.read(value, JsonPointers.child(pointer, "discriminator")));
        boolean nullable = false;
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            String keyword = member.getKey();
            JsonValue value = member.getValue();
            String at = JsonPointers.child(pointer, keyword);
            switch (keyword) {
                case "$ref" -> parts.add(new Ref(references.pointer(string(value, at), at)));
                case "$id" -> string(value, at);
                case "$schema" -> refuseForeignDialect(value, at);
                case "const" -> parts.add(new Const(value));
                case "enum" -> parts.add(new AnyOf(array(value, at).items().stream().<Schema>map(Const::new).toList()));
                case "allOf" -> parts.add(new AllOf(schemas(value, at)));
                case "anyOf" -> parts.add(new AnyOf(options(schemas(value, at), discriminator)));
                case "oneOf" -> unions.add(new OneOf(options(schemas(value, at), discriminator), at));
                case "not" -> parts.add(not(schema(value, at), at));
                case "nullable" -> nullable = bool(value, at);
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
        for (OneOf union : unions) {
            result = within(result, union);
        }
        return nullable ? new AnyOf(List.of(result, new Schema.Null())) : result;
    }

    private static List<Schema> options(List<Schema> options, Optional<Discriminator> discriminator) {
        return discriminator.map(tag -> options.stream().map(tag::tagged).toList()).orElse(options);
    }

    /** What stands beside a {@code oneOf} helps to tell its options apart. */
    private static Schema within(Schema other, OneOf union) {
        return new OneOf(
                union.options().stream().map(option -> Schema.both(other, option)).toList(), union.pointer());
    }

    private static Schema not(Schema schema, String at) {
        if (schema.equals(Schema.ANY)) {
            return Schema.NEVER;
        }
        if (schema.equals(Schema.NEVER)) {
            return Schema.ANY;
        }
        throw error(at, "unsupported: not, of anything but {} or false");
    }

    /** A metaschema of one's own may switch keywords off. */
    private static void refuseForeignDialect(JsonValue value, String at) {
        String dialect = string(value, at);
        if (!dialect.matches("https?://(json-schema\\.org|spec\\.openapis\\.org/oas)/.*")) {
            throw error(at, "unsupported dialect: " + TextCursor.excerpt(dialect, 0));
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

    /** The states that the finite automata of this schema have cost so far. */
    StateBudget budget() {
        return budget;
    }

    /** A pattern of which a match anywhere in the string counts. */
    StringPattern anywhere(String regex, String at) {
        return anywhere.computeIfAbsent(regex, _ -> pattern(regex, true, at));
    }

    /** A pattern that the whole string must match. */
    StringPattern whole(String regex, String at) {
        return whole.computeIfAbsent(regex, _ -> pattern(regex, false, at));
    }

    private StringPattern pattern(String regex, boolean isAnywhere, String at) {
        try {
            StringPattern pattern = new StringPattern(regex, isAnywhere);
            budget.spend(pattern.expr());
            places.put(pattern, at);
            return pattern;
        } catch (ConstraintException e) {
            throw new ConstraintException("schema at #" + at + ": " + e.getMessage(), e);
        }
    }

    /** The JSON strings of a kind. */
    Expr string(Str str) {
        if (str.minLength() > str.maxLength()) {
            return Expr.NEVER;
        }
        if (str.texts().isEmpty()) {
            return JsonText.string(str.minLength(), str.maxLength());
        }
        boolean counted = str.minLength() > 0 || str.maxLength() < Expr.UNBOUNDED;
        return strings(str.texts(), counted
                ? Optional.of(new Expr.Repeat(new Expr.Chars(CodePointSet.ANY), str.minLength(), str.maxLength()))
                : Optional.empty());
    }

    /** @param patterns at least one */
    private Expr strings(List<StringPattern> patterns, Optional<Expr> length) {
        List<Expr> parts = new ArrayList<>();
        patterns.forEach(pattern -> parts.add(JsonText.escape(pattern.expr())));
        length.ifPresent(expr -> parts.add(JsonText.escape(expr)));
        try {
            Expr text = Intersection.of(parts);
            budget.spend(text);
            return JsonText.quoted(text);
        } catch (ConstraintException e) {
            StringPattern last = patterns.getLast();
            throw new ConstraintException("schema at #" + places.getOrDefault(last, "") + ": " + last.excerpt() + ": "
                    + e.getMessage(), e);
        }
    }

    static boolean bool(JsonValue value, String at) {
        if (value instanceof JsonBoolean(boolean bool)) {
            return bool;
        }
        throw error(at, "expected true or false");
    }

    static int count(JsonValue value, String at) {
        if (value instanceof JsonValue.JsonNumber number && number.isInteger() && number.value().signum() >= 0
                && number.value().compareTo(BigDecimal.valueOf(Expr.UNBOUNDED)) < 0) {
            return number.value().intValueExact();
        }
        throw error(at, "expected a natural number below 2^31 - 1");
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
