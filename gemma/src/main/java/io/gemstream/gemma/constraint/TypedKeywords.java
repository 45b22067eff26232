package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonArray;
import io.gemstream.gemma.constraint.JsonValue.JsonBoolean;
import io.gemstream.gemma.constraint.JsonValue.JsonNumber;
import io.gemstream.gemma.constraint.Schema.Bound;
import io.gemstream.gemma.constraint.Schema.Num;
import io.gemstream.gemma.constraint.Schema.Str;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Collects the keywords of one schema object that speak about one JSON type each, and {@code type}. */
final class TypedKeywords {

    private static final List<String> TYPES = List.of("null", "boolean", "object", "array", "number", "string");

    private final SchemaReader reader;
    private final String pointer;
    private final ObjectKeywords objects;
    private final ArrayKeywords arrays;

    private boolean restricts;
    private List<String> types = TYPES;
    private int minLength;
    private int maxLength = Expr.UNBOUNDED;
    private final List<StringPattern> texts = new ArrayList<>();
    private Optional<Num> whole = Optional.empty(); // by format
    private Optional<Bound> low = Optional.empty();
    private Optional<Bound> high = Optional.empty();
    private Optional<BigDecimal> step = Optional.empty();
    private boolean lowExclusive;
    private boolean highExclusive;

    TypedKeywords(SchemaReader reader, String pointer, JsonOptions options) {
        this.reader = reader;
        this.pointer = pointer;
        this.objects = new ObjectKeywords(reader, options);
        this.arrays = new ArrayKeywords(reader);
    }

    /** Whether the keyword belongs here; if so, it is taken in. */
    boolean take(String keyword, JsonValue value, String at) {
        switch (keyword) {
            case "type" -> types = types(value, at);
            case "minLength" -> minLength = SchemaReader.count(value, at);
            case "maxLength" -> maxLength = SchemaReader.count(value, at);
            case "pattern" -> texts.add(reader.anywhere(SchemaReader.string(value, at), at));
            case "format" -> {
                String format = SchemaReader.string(value, at);
                Optional<String> regex = StringFormat.regex(format);
                regex.ifPresent(text -> texts.add(reader.whole(text, at)));
                whole = NumberFormat.numbers(format);
                restricts |= regex.isPresent() || whole.isPresent();
                return true;
            }
            case "multipleOf" -> step = Optional.of(step(number(value, at), at));
            case "minimum" -> low = tighter(low, new Bound(number(value, at), false), 1);
            case "maximum" -> high = tighter(high, new Bound(number(value, at), false), -1);
            case "exclusiveMinimum" -> {
                if (value instanceof JsonBoolean(boolean exclusive)) { // draft 4, OpenAPI 3.0
                    lowExclusive = exclusive;
                } else {
                    low = tighter(low, new Bound(number(value, at), true), 1);
                }
            }
            case "exclusiveMaximum" -> {
                if (value instanceof JsonBoolean(boolean exclusive)) {
                    highExclusive = exclusive;
                } else {
                    high = tighter(high, new Bound(number(value, at), true), -1);
                }
            }
            default -> {
                if (!arrays.take(keyword, value, at) && !objects.take(keyword, value, at)) {
                    return false;
                }
            }
        }
        restricts = true;
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
            case "number", "integer" -> number(type.equals("integer"));
            case "string" -> new Str(minLength, maxLength, texts);
            case "array" -> arrays.schema();
            case "object" -> objects.schema();
            default -> throw SchemaReader.error(
                    JsonPointers.child(pointer, "type"), "type: " + type + " (expected: one of " + TYPES + " or integer)");
        };
    }

    private Num number(boolean integer) {
        Num num = new Num(
                integer,
                low.map(bound -> new Bound(bound.value(), bound.exclusive() || lowExclusive)),
                high.map(bound -> new Bound(bound.value(), bound.exclusive() || highExclusive)),
                step.filter(value -> !integer || !Multiples.holds(value, BigDecimal.ONE)));
        return whole.map(range -> SchemaMeet.numbers(num, range)).orElse(num);
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

    private static Optional<Bound> tighter(Optional<Bound> known, Bound bound, int direction) {
        return Optional.of(known.map(k -> tighter(k, bound, direction)).orElse(bound));
    }

    /** @param direction 1 for lower bounds, -1 for upper ones */
    static Bound tighter(Bound a, Bound b, int direction) {
        int order = a.value().compareTo(b.value()) * direction;
        return order > 0 || order == 0 && a.exclusive() ? a : b;
    }

    private static BigDecimal step(BigDecimal value, String at) {
        if (value.signum() <= 0) {
            throw SchemaReader.error(at, "expected a number above 0");
        }
        if (!Multiples.isSmall(value)) {
            throw SchemaReader.error(at, "unsupported: multipleOf: " + value + " (expected: fewer digits)");
        }
        return value;
    }

    private static BigDecimal number(JsonValue value, String at) {
        if (value instanceof JsonNumber(BigDecimal number)) {
            return number;
        }
        throw SchemaReader.error(at, "expected a number");
    }
}
