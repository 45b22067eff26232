package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonBoolean;
import io.gemstream.gemma.constraint.JsonValue.JsonNumber;
import io.gemstream.gemma.constraint.Schema.Arr;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes arrays without equal items as a grammar that knows which values are used up: one rule for each set of used
 * values. So it is possible where items come from a short list, by {@code enum}, {@code const}, booleans, or a small
 * range. No grammar tells whether two strings of any text are equal; where items are such, {@code uniqueItems} is not
 * kept.
 */
final class UniqueItems {

    /** Sets of used values: all of ten values, or pairs of forty-four. */
    private static final int MAX_SETS = 1_024;
    private static final int MAX_VALUES = 64;

    private final SchemaBranches branches;
    private final JsonLayout layout;
    private final Map<String, Expr> rules;
    private final StateBudget budget;

    /** @param rules where the arrays' own rules go */
    UniqueItems(SchemaBranches branches, JsonLayout layout, Map<String, Expr> rules, StateBudget budget) {
        this.branches = branches;
        this.layout = layout;
        this.rules = rules;
        this.budget = budget;
    }

    /** Empty if it cannot be kept. */
    Optional<Expr> array(Arr arr) {
        List<Set<JsonValue>> values = new ArrayList<>(); // of the prefix, then of all further items
        for (int i = 0; i <= arr.prefix().size(); i++) {
            Optional<Set<JsonValue>> few = values(arr.item(i));
            if (few.isEmpty() && i < arr.maxItems()) {
                return Optional.empty();
            }
            values.add(few.orElse(Set.of()));
        }
        Map<Set<JsonValue>, String> names = new LinkedHashMap<>();
        ArrayDeque<Set<JsonValue>> open = new ArrayDeque<>();
        Function<Set<JsonValue>, Expr> name = used -> new Expr.Ref(names.computeIfAbsent(used, _ -> {
            open.add(used);
            return "unique-" + rules.size() + "-" + names.size();
        }));
        Expr start = name.apply(Set.of());
        Map<String, Expr> made = new LinkedHashMap<>();
        while (!open.isEmpty()) {
            if (names.size() > MAX_SETS) {
                return Optional.empty();
            }
            Set<JsonValue> used = open.remove();
            Set<JsonValue> next = values.get(Math.min(used.size(), arr.prefix().size()));
            budget.spend(next.size());
            made.put(names.getOrDefault(used, ""), rest(arr, used, next, name));
        }
        rules.putAll(made);
        return Optional.of(Expr.seq(Expr.literal("["), layout.blank(), start, Expr.literal("]")));
    }

    private Expr rest(Arr arr, Set<JsonValue> used, Set<JsonValue> next, Function<Set<JsonValue>, Expr> name) {
        List<Expr> options = new ArrayList<>();
        if (used.size() >= arr.minItems()) {
            options.add(used.isEmpty() ? Expr.EMPTY : layout.blank());
        }
        if (used.size() < arr.maxItems()) {
            for (JsonValue value : next) {
                Set<JsonValue> more = new LinkedHashSet<>(used);
                if (more.add(value)) {
                    Expr item = layout.constant(value);
                    options.add(Expr.seq(used.isEmpty() ? item : Expr.seq(layout.comma(), item), name.apply(more)));
                }
            }
        }
        return new Expr.Alt(options);
    }

    /** All values of a schema, if they are few. */
    private Optional<Set<JsonValue>> values(Schema schema) {
        Set<JsonValue> values = new LinkedHashSet<>();
        for (Schema branch : branches.expanded(schema)) {
            switch (branch) {
                case Schema.Const(JsonValue value) -> values.add(value);
                case Schema.Null _ -> values.add(new JsonValue.JsonNull());
                case Schema.Bool _ -> values.addAll(List.of(new JsonBoolean(true), new JsonBoolean(false)));
                case Schema.Num num when isShortRange(num) -> {
                    BigDecimal last = NumberText.outermost(num.high().orElseThrow(), -1);
                    for (BigDecimal n = NumberText.outermost(num.low().orElseThrow(), 1); n.compareTo(last) <= 0;
                            n = n.add(BigDecimal.ONE)) {
                        JsonNumber number = new JsonNumber(n);
                        if (branches.accepts(num, number)) {
                            values.add(number);
                        }
                    }
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return values.size() > MAX_VALUES ? Optional.empty() : Optional.of(values);
    }

    private static boolean isShortRange(Schema.Num num) {
        return num.integer() && num.low().isPresent() && num.high().isPresent()
                && num.high().get().value().subtract(num.low().get().value()).compareTo(BigDecimal.valueOf(MAX_VALUES)) < 0;
    }
}
