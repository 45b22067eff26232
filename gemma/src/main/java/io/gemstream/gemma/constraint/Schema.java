package io.gemstream.gemma.constraint;

import java.math.BigDecimal;
import java.util.List;
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

    /** @param pointer where it stands, for errors */
    record OneOf(List<Schema> options, String pointer) implements Schema {}

    /** Values of one JSON type. */
    sealed interface Typed extends Schema {}

    record Const(JsonValue value) implements Typed {}

    record Null() implements Typed {}

    record Bool() implements Typed {}

    record Num(boolean integer, Optional<Bound> low, Optional<Bound> high) implements Typed {
        static final Num UNBOUNDED = new Num(false, Optional.empty(), Optional.empty());
    }

    record Bound(BigDecimal value, boolean exclusive) {}

    /**
     * @param minLength code points
     * @param maxLength code points, or {@link Expr#UNBOUNDED}
     * @param texts the string must match all
     */
    record Str(int minLength, int maxLength, List<Text> texts) implements Typed {
        static final Str UNBOUNDED = new Str(0, Expr.UNBOUNDED, List.of());
    }

    /**
     * @param regex of {@link RegexParser}
     * @param anywhere whether a match anywhere in the string counts
     */
    record Text(String regex, boolean anywhere) {
        Expr expr() {
            return anywhere ? RegexParser.search(regex) : RegexParser.fullMatch(regex);
        }
    }

    /**
     * @param prefix of the first items
     * @param items of all further items
     * @param maxItems or {@link Expr#UNBOUNDED}
     */
    record Arr(List<Schema> prefix, Schema items, int minItems, int maxItems) implements Typed {
        static final Arr UNBOUNDED = new Arr(List.of(), ANY, 0, Expr.UNBOUNDED);

        Schema item(int index) {
            return index < prefix.size() ? prefix.get(index) : items;
        }
    }

    /**
     * @param properties in the order in which they are written
     * @param additional of properties not named
     */
    record Obj(SequencedMap<String, Schema> properties, SequencedSet<String> required, Schema additional)
            implements Typed {

        static final Obj UNBOUNDED =
                new Obj(new java.util.LinkedHashMap<>(), new java.util.LinkedHashSet<>(), ANY);

        Schema property(String name) {
            return properties.getOrDefault(name, additional);
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
