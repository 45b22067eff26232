package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonString;
import io.gemstream.gemma.constraint.Schema.Obj;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the names that an object's further properties may have, beside those it lists: by its patterns and its rule of
 * names.
 */
final class PropertyNames {

    /** Names are told apart by which of the patterns they match: two to the power of these kinds. */
    private static final int MAX_PATTERNS = 6;

    private static final Regex NONE = new Regex.Alt(List.of());

    private final SchemaBranches branches;
    private final StateBudget budget;

    PropertyNames(SchemaBranches branches, StateBudget budget) {
        this.branches = branches;
        this.budget = budget;
    }

    /** Names of one kind, as quoted strings, and what their properties hold. */
    record Kind(Expr names, Schema schema) {}

    /** All names that the schema of names allows, if it lists them. */
    Optional<List<String>> listed(Schema names) {
        if (names.equals(Schema.ANY)) {
            return Optional.empty();
        }
        List<String> listed = new ArrayList<>();
        for (Schema branch : branches.expanded(names)) {
            if (branch instanceof Schema.Const(JsonString(String name))) {
                listed.add(name);
            } else if (branch instanceof Schema.Str || branch instanceof Schema.Any) {
                return Optional.empty();
            }
        }
        return Optional.of(listed);
    }

    /** @param taken names that are listed already */
    List<Kind> kinds(Obj obj, Collection<String> taken) {
        if (obj.patterns().isEmpty() && obj.names().equals(Schema.ANY)) {
            return List.of(new Kind(JsonText.stringExcept(taken), obj.additional()));
        }
        List<Map.Entry<StringPattern, Schema>> patterns = List.copyOf(obj.patterns().entrySet());
        if (patterns.size() > MAX_PATTERNS) {
            throw new ConstraintException("schema: an object with " + patterns.size() + " patternProperties, from "
                    + patterns.getFirst().getKey().excerpt() + " on (expected: <= "
                    + MAX_PATTERNS + ")");
        }
        List<Kind> kinds = new ArrayList<>();
        for (int matched = 0; matched < 1 << patterns.size(); matched++) {
            List<Regex> parts = new ArrayList<>();
            Schema schema = matched == 0 ? obj.additional() : Schema.ANY;
            for (int i = 0; i < patterns.size(); i++) {
                boolean matches = (matched >> i & 1) == 1;
                parts.add(new Regex.Look(toEnd(patterns.get(i).getKey().whole()), !matches));
                schema = matches ? Schema.both(schema, patterns.get(i).getValue()) : schema;
            }
            if (!branches.of(schema).isEmpty()) {
                parts.add(new Regex.Look(toEnd(new Regex.Alt(taken.stream().map(PropertyNames::literal).toList())), true));
                parts.add(allowed(obj.names()));
                kinds.add(new Kind(JsonText.quoted(JsonText.escape(names(parts, obj))), schema));
            }
        }
        return kinds;
    }

    private Expr names(List<Regex> parts, Obj obj) {
        try {
            Expr names = LookAheads.expr(new Regex.Seq(parts));
            budget.spend(names);
            return names;
        } catch (ConstraintException e) {
            throw new ConstraintException("schema: names of properties under patternProperties "
                    + obj.patterns().keySet().stream().map(StringPattern::excerpt).toList()
                    + " and propertyNames: " + e.getMessage(), e);
        }
    }

    /** The names that the schema of names allows, as a regular expression. */
    private Regex allowed(Schema names) {
        List<Regex> options = new ArrayList<>();
        for (Schema branch : branches.expanded(names)) {
            options.add(switch (branch) {
                case Schema.Any _ -> Regex.ANY_TEXT;
                case Schema.Const(JsonString(String name)) -> literal(name);
                case Schema.Str str -> {
                    List<Regex> all = new ArrayList<>();
                    str.texts().forEach(text -> all.add(new Regex.Look(toEnd(text.whole()), false)));
                    all.add(str.minLength() > str.maxLength()
                            ? NONE
                            : new Regex.Repeat(new Regex.Chars(CodePointSet.ANY), str.minLength(), str.maxLength()));
                    yield new Regex.Seq(all);
                }
                default -> NONE;
            });
        }
        return new Regex.Alt(options);
    }

    private static Regex toEnd(Regex regex) {
        return new Regex.Seq(List.of(regex, Regex.Edge.END));
    }

    private static Regex literal(String text) {
        return new Regex.Seq(text.codePoints().<Regex>mapToObj(c -> new Regex.Chars(CodePointSet.of(c, c))).toList());
    }
}
