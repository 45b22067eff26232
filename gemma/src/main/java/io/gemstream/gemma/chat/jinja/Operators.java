package io.gemstream.gemma.chat.jinja;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.BinaryOperator;

/** Binary operators of expressions, by rank. */
final class Operators {

    static final Map<String, BinaryOperator<Object>> COMPARISONS = Map.ofEntries(
            entry("==", Object::equals),
            entry("!=", (a, b) -> !a.equals(b)),
            entry("<", (a, b) -> Values.number(a) < Values.number(b)),
            entry(">", (a, b) -> Values.number(a) > Values.number(b)),
            entry("<=", (a, b) -> Values.number(a) <= Values.number(b)),
            entry(">=", (a, b) -> Values.number(a) >= Values.number(b)),
            entry("in", (a, b) -> Values.contains(b, a)),
            entry("not in", (a, b) -> !Values.contains(b, a)));

    static final Map<String, BinaryOperator<Object>> SUMS = Map.of(
            "+", Values::add,
            "-", (a, b) -> Values.number(a) - Values.number(b));

    static final Map<String, BinaryOperator<Object>> JOINS = Map.of(
            "~", (a, b) -> Values.join(Values.text(a), Values.text(b)));

    static final Map<String, BinaryOperator<Object>> PRODUCTS = Map.of(
            "*", (a, b) -> Values.number(a) * Values.number(b),
            "%", (a, b) -> Math.floorMod(Values.number(a), divisor(b)),
            "//", (a, b) -> Math.floorDiv(Values.number(a), divisor(b)));

    private Operators() {}

    private static long divisor(Object value) {
        long number = Values.number(value);
        if (number == 0) {
            throw new JinjaException("a division by zero");
        }
        return number;
    }
}
