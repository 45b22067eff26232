package io.gemstream.gemma.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds names and their values: a template's, and those of each round of a loop, which end with it. Not thread-safe.
 */
final class Scope {

    /** More than any template needs for the handful of messages that it is tried with; a hostile one stops here. */
    private static final int MOST_STEPS = 100_000;

    private final Optional<Scope> outer;
    private final Map<String, Object> names = new HashMap<>();
    private int steps; // counted in the outermost

    private Scope(Optional<Scope> outer) {
        this.outer = outer;
    }

    static Scope of(Map<String, ?> names) {
        Scope scope = new Scope(Optional.empty());
        names.forEach((name, value) -> scope.set(name, value instanceof Optional ? Values.Nothing.NONE : value));
        return scope;
    }

    Scope inner() {
        return new Scope(Optional.of(this));
    }

    Object get(String name) {
        Object value = names.get(name);
        return value != null ? value : outer.map(scope -> scope.get(name)).orElse(Values.Nothing.UNDEFINED);
    }

    void set(String name, Object value) {
        names.put(name, value);
    }

    /** Gives a name another value where it was set, as with a member of a namespace. */
    void replace(String name, Object value) {
        if (names.containsKey(name) || outer.isEmpty()) {
            names.put(name, value);
        } else {
            outer.get().replace(name, value);
        }
    }

    void step() {
        if (outer.isPresent()) {
            outer.get().step();
        } else if (++steps > MOST_STEPS) {
            throw new JinjaException("more than " + MOST_STEPS + " steps");
        }
    }
}
