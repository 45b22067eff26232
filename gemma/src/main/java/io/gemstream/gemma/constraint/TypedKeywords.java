package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonArray;
import io.gemstream.gemma.constraint.JsonValue.JsonBoolean;
import io.gemstream.gemma.constraint.JsonValue.JsonNumber;
import io.gemstream.gemma.constraint.Schema.Arr;
import io.gemstream.gemma.constraint.Schema.Bound;
import io.gemstream.gemma.constraint.Schema.Num;
import io.gemstream.gemma.constraint.Schema.Obj;
import io.gemstream.gemma.constraint.Schema.Str;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** Collects the keywords of one schema object that speak about one JSON type each, and {@code type}. */
final class TypedKeywords {

    private static final List<String> TYPES = List.of("null", "boolean", "object", "array", "number", "string");

    private final SchemaReader reader;
    private final String pointer;
    private final JsonOptions options;

    private boolean restricts;
    private List<String> types = TYPES;
    private int minLength;
    private int maxLength = Expr.UNBOUNDED;
    private final List<Schema.Text> texts = new ArrayList<>();
    private Optional<Bound> low = Optional.empty();
    private Optional<Bound> high = Optional.empty();
    private List<Schema> prefix = List.of();
    private Schema items = Schema.ANY;
    private int minItems;
    private int maxItems = Expr.UNBOUNDED;
    private final SequencedMap<String, Schema> properties = new LinkedHashMap<>();
    private final SequencedSet<String> required = new LinkedHashSet<>();
    private Optional<Schema> additional = Optional.empty();

    TypedKeywords(SchemaReader reader, String pointer, JsonOptions options) {
        this.reader = reader;
        this.pointer = pointer;
        this.options = options;
    }

    /** Whether the keyword belongs here; if so, it is taken in. */
    boolean take(String keyword, JsonValue value, String at) {
        switch (keyword) {
            case "type" -> types = types(value, at);
            case "minLength" -> minLength = count(value, at);
            case "maxLength" -> maxLength = count(value, at);
            case "pattern" -> texts.add(text(SchemaReader.string(value, at), true, at));
            case "format" -> texts.add(text(StringFormat.regex(SchemaReader.string(value, at), pointer), false, at));
            case "minimum" -> low = tighter(low, new Bound(number(value, at), false), 1);
            case "exclusiveMinimum" -> low = tighter(low, new Bound(number(value, at), true), 1);
            case "maximum" -> high = tighter(high, new Bound(number(value, at), false), -1);
            case "exclusiveMaximum" -> high = tighter(high, new Bound(number(value, at), true), -1);
            case "prefixItems" -> prefix = reader.schemas(value, at);
            case "items" -> items = itemsSchema(value, at);
            case "minItems" -> minItems = count(value, at);
            case "maxItems" -> maxItems = count(value, at);
            case "properties" -> SchemaReader.object(value, at).members().forEach(
                    (name, schema) -> properties.put(name, reader.schema(schema, JsonPointers.child(at, name))));
            case "required" -> SchemaReader.array(value, at).items()
                    .forEach(name -> required.add(SchemaReader.string(name, at)));
            case "additionalProperties" -> additional = Optional.of(reader.schema(value, at));
            case "uniqueItems" -> {
                if (!value.equals(new JsonBoolean(false))) {
                    return false;
                }
            }
            default -> {
                return false;
            }
        }
        restricts |= !keyword.equals("uniqueItems");
        return true;
    }

    Schema schema() {
        if (!restricts) {
            return Schema.ANY;
        }
        List<Schema> typed = types.stream().map(this::ofType).toList();
        return typed.size() == 1 ? typed.getFirst() : new Schema.AnyOf(typed);
    }

    private Schema ofType(String type) {
        return switch (type) {
            case "null" -> new Schema.Null();
            case "boolean" -> new Schema.Bool();
            case "number", "integer" -> new Num(type.equals("integer"), low, high);
            case "string" -> new Str(minLength, maxLength, texts);
            case "array" -> new Arr(prefix, items, minItems, maxItems);
            case "object" -> new Obj(properties, required, additional.orElse(
                    options.closedObjects() && !properties.isEmpty() ? Schema.NEVER : Schema.ANY));
            default -> throw SchemaReader.error(pointer, "type: " + type + " (expected: a JSON type)");
        };
    }

    private static List<String> types(JsonValue value, String at) {
        if (!(value instanceof JsonArray(List<JsonValue> names))) {
            return List.of(SchemaReader.string(value, at));
        }
        LinkedHashSet<String> types = new LinkedHashSet<>();
        names.forEach(name -> types.add(SchemaReader.string(name, at)));
        if (types.contains("number")) {
            types.remove("integer");
        }
        return List.copyOf(types);
    }

    private Schema itemsSchema(JsonValue value, String at) {
        if (value instanceof JsonArray) {
            throw SchemaReader.error(at, "unsupported: items as an array (expected: prefixItems)");
        }
        return reader.schema(value, at);
    }

    private static Schema.Text text(String regex, boolean anywhere, String at) {
        Schema.Text text = new Schema.Text(regex, anywhere);
        try {
            text.expr();
        } catch (ConstraintException e) {
            throw new ConstraintException("schema at #" + at + ": " + e.getMessage(), e);
        }
        return text;
    }

    private static Optional<Bound> tighter(Optional<Bound> known, Bound bound, int direction) {
        return Optional.of(known.map(k -> tighter(k, bound, direction)).orElse(bound));
    }

    /** @param direction 1 for lower bounds, -1 for upper ones */
    static Bound tighter(Bound a, Bound b, int direction) {
        int order = a.value().compareTo(b.value()) * direction;
        return order > 0 || order == 0 && a.exclusive() ? a : b;
    }

    private static BigDecimal number(JsonValue value, String at) {
        if (value instanceof JsonNumber(BigDecimal number)) {
            return number;
        }
        throw SchemaReader.error(at, "expected a number");
    }

    private static int count(JsonValue value, String at) {
        if (value instanceof JsonNumber number && number.isInteger() && number.value().signum() >= 0
                && number.value().compareTo(BigDecimal.valueOf(Expr.UNBOUNDED)) < 0) {
            return number.value().intValueExact();
        }
        throw SchemaReader.error(at, "expected a natural number below 2^31 - 1");
    }
}
