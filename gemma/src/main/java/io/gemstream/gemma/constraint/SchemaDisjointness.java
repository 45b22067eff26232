package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Schema.Any;
import io.gemstream.gemma.constraint.Schema.Arr;
import io.gemstream.gemma.constraint.Schema.Bound;
import io.gemstream.gemma.constraint.Schema.Const;
import io.gemstream.gemma.constraint.Schema.Num;
import io.gemstream.gemma.constraint.Schema.Obj;
import io.gemstream.gemma.constraint.Schema.Str;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Proves that no value is valid under two schemas. Sound, not complete: false means "not known". */
final class SchemaDisjointness {

    /** A proof may follow recursive schemas for ever; nobody discriminates deeper than this. */
    private static final int MAX_DEPTH = 8;

    private final SchemaBranches branches;
    private final SchemaReader reader;
    private int depth;

    SchemaDisjointness(SchemaBranches branches, SchemaReader reader) {
        this.branches = branches;
        this.reader = reader;
    }

    boolean proves(Schema a, Schema b) {
        if (depth == MAX_DEPTH) {
            return false;
        }
        depth++;
        boolean proved = branches.expanded(a).stream()
                .allMatch(x -> branches.expanded(b).stream().allMatch(y -> branchesExclude(x, y)));
        depth--;
        return proved;
    }

    private boolean branchesExclude(Schema a, Schema b) {
        if (a instanceof Any || b instanceof Any) {
            return false;
        }
        if (a instanceof Const(JsonValue value)) {
            return !branches.accepts(b, value);
        }
        if (b instanceof Const) {
            return branchesExclude(b, a);
        }
        if (a.getClass() != b.getClass()) {
            return true;
        }
        return switch (a) {
            case Num x -> isBelow(x, (Num) b) || isBelow((Num) b, x);
            case Str x -> textsExclude(x, (Str) b);
            case Arr x -> arraysExclude(x, (Arr) b);
            case Obj x -> objectsExclude(x, (Obj) b);
            default -> false;
        };
    }

    private static boolean isBelow(Num a, Num b) {
        Optional<Bound> high = a.high();
        Optional<Bound> low = b.low();
        if (high.isEmpty() || low.isEmpty()) {
            return false;
        }
        if (a.integer() || b.integer()) { // then what lies between two whole numbers is nothing
            return NumberText.outermost(high.get(), -1).compareTo(NumberText.outermost(low.get(), 1)) < 0;
        }
        int order = high.get().value().compareTo(low.get().value());
        return order < 0 || order == 0 && (high.get().exclusive() || low.get().exclusive());
    }

    /** By length, or because the automata of their patterns and formats have no text in common. */
    private boolean textsExclude(Str a, Str b) {
        Str both = SchemaMeet.strings(a, b);
        if (both.minLength() > both.maxLength()) {
            return true;
        }
        if (both.texts().isEmpty() || both.equals(a) || both.equals(b)) {
            return false;
        }
        try {
            return AutomatonBuilder.buildIfPossible(Map.of("root", reader.string(both)), "root").isEmpty();
        } catch (ConstraintException _) {
            return false; // too large to know
        }
    }

    private boolean arraysExclude(Arr a, Arr b) {
        if (a.maxItems() < b.minItems() || b.maxItems() < a.minItems()) {
            return true;
        }
        int present = Math.min(Math.max(a.minItems(), b.minItems()), a.prefix().size() + b.prefix().size() + 1);
        for (int i = 0; i < present; i++) {
            if (proves(a.item(i), b.item(i))) {
                return true;
            }
        }
        return false;
    }

    /** A property that is there for sure under one of them, with values the other does not have. */
    private boolean objectsExclude(Obj a, Obj b) {
        return Stream.concat(a.required().stream(), b.required().stream())
                .anyMatch(name -> proves(a.property(name), b.property(name)));
    }
}
