package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Schema.AllOf;
import io.gemstream.gemma.constraint.Schema.Any;
import io.gemstream.gemma.constraint.Schema.AnyOf;
import io.gemstream.gemma.constraint.Schema.Const;
import io.gemstream.gemma.constraint.Schema.Obj;
import io.gemstream.gemma.constraint.Schema.OneOf;
import io.gemstream.gemma.constraint.Schema.Ref;
import io.gemstream.gemma.constraint.Schema.Tagged;
import io.gemstream.gemma.constraint.Schema.Typed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings a schema into the form a grammar has: a union of branches without conjunctions. A branch is a {@link Typed}
 * schema, {@link Any}, or a {@link Ref} that nothing is combined with.
 */
final class SchemaBranches {

    private static final int MAX_BRANCHES = 4_096;

    private static final int MAX_CHAIN = 200;

    private final SchemaReader reader;
    private final JsonOptions options;
    private final Set<Ref> expanding = new HashSet<>();

    SchemaBranches(SchemaReader reader, JsonOptions options) {
        this.reader = reader;
        this.options = options;
    }

    /** Empty if nothing is valid. */
    List<Schema> of(Schema schema) {
        return switch (schema) {
            case Any any -> List.of(any);
            case Ref ref -> List.of(ref);
            case Typed typed -> List.of(typed);
            case AnyOf(List<Schema> parts) -> union(parts);
            case Tagged tagged -> tagged(tagged);
            case OneOf(List<Schema> parts, String pointer) -> {
                if (!options.oneOfAsAnyOf()) {
                    refuseOverlap(parts, pointer);
                }
                yield union(parts);
            }
            case AllOf(List<Schema> parts) -> {
                List<Schema> product = List.of(Schema.ANY);
                for (Schema part : parts) {
                    product = product(product, of(part));
                }
                yield product;
            }
        };
    }

    /** {@link #of} with no {@link Ref} left. */
    List<Schema> expanded(Schema schema) {
        List<Schema> result = new ArrayList<>();
        for (Schema branch : of(schema)) {
            if (branch instanceof Ref ref) {
                enter(ref);
                result.addAll(expanded(reader.resolve(ref.pointer())));
                expanding.remove(ref);
            } else {
                result.add(branch);
            }
        }
        return result;
    }

    boolean accepts(Schema schema, JsonValue value) {
        return schema.equals(Schema.ANY) || expanded(schema).stream().anyMatch(branch -> new ValueCheck(this).accepts(branch, value));
    }

    private void enter(Ref ref) {
        if (!expanding.add(ref)) {
            throw SchemaReader.error(ref.pointer(), "unsupported: a reference that leads back to itself");
        }
        if (expanding.size() > MAX_CHAIN) {
            throw SchemaReader.error(ref.pointer(), "a chain of more than " + MAX_CHAIN + " references");
        }
    }

    private List<Schema> union(List<Schema> parts) {
        LinkedHashSet<Schema> union = new LinkedHashSet<>();
        parts.forEach(part -> union.addAll(of(part)));
        return union.contains(Schema.ANY) ? List.of(Schema.ANY) : List.copyOf(union);
    }

    /** The option's objects, each with the property that tells it from the others; an option without objects as it is. */
    private List<Schema> tagged(Tagged tagged) {
        List<Schema> option = expanded(tagged.option());
        if (option.stream().noneMatch(branch -> branch instanceof Obj || branch instanceof Any)) {
            return option;
        }
        List<Schema> result = new ArrayList<>();
        for (Schema branch : option) {
            result.addAll(meet(branch, Obj.with(tagged.property(), tag(tagged, branch))));
        }
        return result;
    }

    private Schema tag(Tagged tagged, Schema branch) {
        if (!tagged.values().isEmpty()) {
            return new AnyOf(tagged.values().stream().<Schema>map(value -> new Const(new JsonValue.JsonString(value))).toList());
        }
        Schema known = branch instanceof Obj obj ? obj.property(tagged.property()) : Schema.ANY;
        boolean saysItself = expanded(known).stream().allMatch(value -> value instanceof Const);
        return tagged.name().map(JsonValue.JsonString::new)
                .filter(name -> !saysItself && accepts(known, name))
                .<Schema>map(Const::new)
                .orElse(Schema.ANY);
    }

    private List<Schema> product(List<Schema> left, List<Schema> right) {
        LinkedHashSet<Schema> product = new LinkedHashSet<>();
        for (Schema a : left) {
            for (Schema b : right) {
                product.addAll(meet(a, b));
                if (product.size() > MAX_BRANCHES) {
                    throw new ConstraintException("schema too large: a combination of more than " + MAX_BRANCHES
                            + " branches");
                }
            }
        }
        return List.copyOf(product);
    }

    private List<Schema> meet(Schema a, Schema b) {
        if (a.equals(b) || b.equals(Schema.ANY)) {
            return List.of(a);
        }
        if (a.equals(Schema.ANY)) {
            return List.of(b);
        }
        if (a instanceof Ref || b instanceof Ref) {
            return product(expanded(a), expanded(b));
        }
        return new SchemaMeet(this).meet((Typed) a, (Typed) b).map(List::of).orElse(List.of());
    }

    private void refuseOverlap(List<Schema> parts, String pointer) {
        SchemaDisjointness disjointness = new SchemaDisjointness(this, reader);
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!disjointness.proves(parts.get(i), parts.get(j))) {
                    throw SchemaReader.error(pointer, "unsupported: oneOf whose branches " + j + " and " + i
                            + " are not known to exclude each other (expected: anyOf)");
                }
            }
        }
    }
}
