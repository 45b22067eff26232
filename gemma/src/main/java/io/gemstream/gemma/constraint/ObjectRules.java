package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Expr.Alt;
import io.gemstream.gemma.constraint.Expr.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the rules of one object: its properties in order, each with its comma unless it is the first written, then
 * additional ones.
 *
 * <pre>
 *   a?, b, c?        first:  a rest(1) | b rest(2)          up to the first required one
 *                    rest(1) = , b rest(2)      rest(2) = (, c)? rest(3)      rest(3) = (, additional)*
 * </pre>
 * Each rest is a rule called last, hence costs no stack.
 */
final class ObjectRules {

    /** Telling other names from it recurses along a name. */
    private static final int MAX_NAME = 500;

    private final JsonLayout layout;
    private final Map<String, Expr> rules;
    private final List<Expr> members = new ArrayList<>();
    private final List<Boolean> required = new ArrayList<>();
    private final List<Expr> additional = new ArrayList<>();

    /** @param rules where the object's own rules go */
    ObjectRules(JsonLayout layout, Map<String, Expr> rules) {
        this.layout = layout;
        this.rules = rules;
    }

    void property(String name, Expr value, boolean isRequired) {
        exclude(name);
        members.add(rule(layout.member(JsonText.string(name), value)));
        required.add(isRequired);
    }

    /** Notes a name that may not come, not even as an additional property. */
    void exclude(String name) {
        if (name.length() > MAX_NAME) {
            throw new ConstraintException("schema: property name of " + name.length() + " characters (expected: <= "
                    + MAX_NAME + ")");
        }
    }

    /** @param name of a kind of further properties, none of which has a name given before */
    void additional(Expr name, Expr value) {
        additional.add(rule(layout.member(name, value)));
    }

    Expr expr() {
        Optional<Expr> other = additional.isEmpty() ? Optional.empty() : Optional.of(new Alt(additional));
        int count = members.size();
        Expr[] rest = new Expr[count + 1];
        rest[count] = other.map(o -> rule(Expr.seq(Expr.star(Expr.seq(layout.comma(), o)), layout.blank())))
                .orElse(layout.blank());
        for (int i = count - 1; i > 0; i--) {
            Expr member = Expr.seq(layout.comma(), members.get(i));
            rest[i] = rule(Expr.seq(required.get(i) ? member : Expr.optional(member), rest[i + 1]));
        }
        List<Expr> first = new ArrayList<>();
        int lastFirst = required.indexOf(true);
        for (int i = 0; i < count && (lastFirst < 0 || i <= lastFirst); i++) {
            first.add(Expr.seq(members.get(i), rest[i + 1]));
        }
        if (lastFirst < 0) {
            other.ifPresent(o -> first.add(Expr.seq(o, rest[count])));
            first.add(Expr.EMPTY);
        }
        return layout.object(new Alt(first));
    }

    private Expr rule(Expr body) {
        String name = "object-" + rules.size();
        rules.put(name, body);
        return new Ref(name);
    }
}
