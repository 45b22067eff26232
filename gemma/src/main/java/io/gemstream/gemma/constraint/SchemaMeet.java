package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Schema.Arr;
import io.gemstream.gemma.constraint.Schema.Bound;
import io.gemstream.gemma.constraint.Schema.Const;
import io.gemstream.gemma.constraint.Schema.Num;
import io.gemstream.gemma.constraint.Schema.Obj;
import io.gemstream.gemma.constraint.Schema.Str;
import io.gemstream.gemma.constraint.Schema.Typed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Stream;

/** Intersects two typed schemas to one typed schema; empty if it is plain that no value is valid under both. */
final class SchemaMeet {

    private final SchemaBranches branches;

    SchemaMeet(SchemaBranches branches) {
        this.branches = branches;
    }

    Optional<Schema> meet(Typed a, Typed b) {
        if (a instanceof Const(JsonValue value)) {
            return branches.accepts(b, value) ? Optional.of(a) : Optional.empty();
        }
        if (b instanceof Const) {
            return meet(b, a);
        }
        if (a.getClass() != b.getClass()) {
            return Optional.empty();
        }
        return Optional.of(switch (a) {
            case Num num -> numbers(num, (Num) b);
            case Str str -> strings(str, (Str) b);
            case Arr arr -> arrays(arr, (Arr) b);
            case Obj obj -> objects(obj, (Obj) b);
            case Schema.Null _, Schema.Bool _, Const _ -> a;
        });
    }

    static Num numbers(Num a, Num b) {
        return new Num(a.integer() || b.integer(), tighter(a.low(), b.low(), 1), tighter(a.high(), b.high(), -1),
                step(a.step(), b.step()));
    }

    private static Optional<BigDecimal> step(Optional<BigDecimal> a, Optional<BigDecimal> b) {
        return a.isEmpty() || b.isEmpty() ? a.or(() -> b) : Optional.of(Multiples.common(a.get(), b.get()));
    }

    private static Optional<Bound> tighter(Optional<Bound> a, Optional<Bound> b, int direction) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.or(() -> b);
        }
        return Optional.of(TypedKeywords.tighter(a.get(), b.get(), direction));
    }

    static Str strings(Str a, Str b) {
        return new Str(
                Math.max(a.minLength(), b.minLength()),
                Math.min(a.maxLength(), b.maxLength()),
                Stream.concat(a.texts().stream(), b.texts().stream()).distinct().toList());
    }

    private static Arr arrays(Arr a, Arr b) {
        List<Schema> prefix = new ArrayList<>();
        for (int i = 0; i < Math.max(a.prefix().size(), b.prefix().size()); i++) {
            prefix.add(Schema.both(a.item(i), b.item(i)));
        }
        return new Arr(
                prefix,
                Schema.both(a.items(), b.items()),
                Math.max(a.minItems(), b.minItems()),
                Math.min(a.maxItems(), b.maxItems()),
                a.unique() || b.unique());
    }

    private static Obj objects(Obj a, Obj b) {
        SequencedMap<String, Schema> properties = new LinkedHashMap<>();
        a.properties().forEach((name, schema) -> properties.put(name, Schema.both(schema, b.property(name))));
        b.properties().forEach((name, schema) ->
                properties.computeIfAbsent(name, _ -> Schema.both(a.property(name), schema)));
        SequencedSet<String> required = new LinkedHashSet<>(a.required());
        required.addAll(b.required());
        return new Obj(properties, required, patterns(a, b), Schema.both(a.additional(), b.additional()),
                Schema.both(a.names(), b.names()));
    }

    private static SequencedMap<StringPattern, Schema> patterns(Obj a, Obj b) {
        boolean same = a.patterns().keySet().equals(b.patterns().keySet());
        if (!same && !(a.additional().equals(Schema.ANY) && b.additional().equals(Schema.ANY))) {
            throw new ConstraintException("schema: unsupported: an object of which one part has patternProperties "
                    + Stream.concat(a.patterns().keySet().stream(), b.patterns().keySet().stream())
                            .map(StringPattern::excerpt).distinct().toList()
                    + " and another additionalProperties");
        }
        SequencedMap<StringPattern, Schema> patterns = new LinkedHashMap<>(a.patterns());
        b.patterns().forEach((text, schema) -> patterns.merge(text, schema, Schema::both));
        return patterns;
    }
}
