package io.gemstream.gemma.constraint;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * A JSON Schema, read. Keywords of JSON Schema speak about one JSON type each and let the others pass, so a schema
 * object is a union of {@link Typed} schemas, one per type. Equal schemas are equal values.
 */
sealed interface Schema {

    Schema ANY = new Any();
    Schema NEVER = new AnyOf(List.of());

    /** Every value. */
    record Any() implements Schema {}

    /** @param pointer JSON pointer in the root schema */
    record Ref(String pointer) implements Schema {}

    record AllOf(List<Schema> parts) implements Schema {}

    record AnyOf(List<Schema> options) implements Schema {}

    /**
     * An option of a union that a {@code discriminator} tells apart from the others by a property.
     *
     * @param values what the property says for this option, if that is written down
     * @param name of the option, which the property says where neither values nor the option itself do
     */
    record Tagged(Schema option, String property, List<String> values, Optional<String> name) implements Schema {}

    /** @param pointer where it stands, for errors */
    record OneOf(List<Schema> options, String pointer) implements Schema {}

    /** Values of one JSON type. */
    sealed interface Typed extends Schema {}

    record Const(JsonValue value) implements Typed {}

    record Null() implements Typed {}

    record Bool() implements Typed {}

    /** @param step of which it is a multiple */
    record Num(boolean integer, Optional<Bound> low, Optional<Bound> high, Optional<BigDecimal> step) implements Typed {
        static final Num UNBOUNDED = new Num(false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    record Bound(BigDecimal value, boolean exclusive) {}

    /**
     * @param minLength code points
     * @param maxLength code points, or {@link Expr#UNBOUNDED}
     * @param texts the string must match all
     */
    record Str(int minLength, int maxLength, List<StringPattern> texts) implements Typed {
        static final Str UNBOUNDED = new Str(0, Expr.UNBOUNDED, List.of());
    }

    /**
     * @param prefix of the first items
     * @param items of all further items
     * @param maxItems or {@link Expr#UNBOUNDED}
     * @param unique whether no two items may be equal; kept only as far as {@link UniqueItems} can
     */
    record Arr(List<Schema> prefix, Schema items, int minItems, int maxItems, boolean unique) implements Typed {
        static final Arr UNBOUNDED = new Arr(List.of(), ANY, 0, Expr.UNBOUNDED, false);

        Schema item(int index) {
            return index < prefix.size() ? prefix.get(index) : items;
        }
    }

    /**
     * @param properties in the order in which they are written
     * @param patterns of properties whose names match
     * @param additional of properties that are not named and match no pattern
     * @param names of all properties, as a schema of strings
     */
    record Obj(
            SequencedMap<String, Schema> properties,
            SequencedSet<String> required,
            SequencedMap<StringPattern, Schema> patterns,
            Schema additional,
            Schema names)
            implements Typed {

        static final Obj UNBOUNDED =
                new Obj(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashMap<>(), ANY, ANY);

        /** An object that has a property, whatever else it has. */
        static Obj with(String property, Schema value) {
            return new Obj(new LinkedHashMap<>(Map.of(property, value)), new LinkedHashSet<>(List.of(property)),
                    new LinkedHashMap<>(), ANY, ANY);
        }

        /** Of the value of a property; whether it may have that name is up to {@link #names}. */
        Schema property(String name) {
            Schema schema = properties.getOrDefault(name, ANY);
            boolean known = properties.containsKey(name);
            for (Map.Entry<StringPattern, Schema> pattern : patterns.entrySet()) {
                if (pattern.getKey().matches(name)) {
                    schema = both(schema, pattern.getValue());
                    known = true;
                }
            }
            return known ? schema : additional;
        }
    }

    /** Both, simplified where one side says nothing. */
    static Schema both(Schema a, Schema b) {
        if (a.equals(ANY) || a.equals(b)) {
            return b;
        }
        return b.equals(ANY) ? a : new AllOf(List.of(a, b));
    }
}
