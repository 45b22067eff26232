package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Expr.Repeat;
import io.gemstream.gemma.constraint.Schema.Bound;
import io.gemstream.gemma.constraint.Schema.Num;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds expressions for numbers within bounds, over their digits. Without bounds all of JSON's spellings are there;
 * with bounds or a step there is no exponent, for a digit automaton cannot weigh one.
 */
final class NumberText {

    private static final Expr MINUS = Expr.literal("-");

    private final boolean integer;

    private NumberText(boolean integer) {
        this.integer = integer;
    }

    static Expr of(Num num) {
        Expr range = range(num);
        return num.step().map(step -> {
            Expr multiples = Multiples.of(step, num.integer());
            try {
                return Intersection.of(List.of(range, multiples));
            } catch (ConstraintException e) {
                throw new ConstraintException(
                        "schema: unsupported: multipleOf: " + step + ", within bounds of so many digits", e);
            }
        }).orElse(range);
    }

    private static Expr range(Num num) {
        NumberText text = new NumberText(num.integer());
        if (num.low().isEmpty() && num.high().isEmpty()) {
            return num.integer() ? JsonText.INTEGER : JsonText.NUMBER;
        }
        return text.between(num.low().map(b -> text.whole(b, RoundingMode.FLOOR)),
                num.high().map(b -> text.whole(b, RoundingMode.CEILING)));
    }

    /**
     * The outermost whole number that a bound allows.
     *
     * @param direction 1 for lower bounds, -1 for upper ones
     */
    static BigDecimal outermost(Bound bound, int direction) {
        BigDecimal whole = bound.value().setScale(0, direction > 0 ? RoundingMode.CEILING : RoundingMode.FLOOR);
        return bound.exclusive() && whole.compareTo(bound.value()) == 0
                ? whole.add(BigDecimal.valueOf(direction)) : whole;
    }

    /** For integers, the nearest whole bound that says the same. */
    private Bound whole(Bound bound, RoundingMode outward) {
        if (!integer) {
            return bound;
        }
        BigDecimal rounded = bound.value().setScale(0, outward);
        return new Bound(rounded, bound.exclusive() || rounded.compareTo(bound.value()) != 0);
    }

    private Expr between(Optional<Bound> low, Optional<Bound> high) {
        boolean negativeLow = low.isEmpty() || low.get().value().signum() < 0;
        boolean negativeHigh = high.isPresent() && high.get().value().signum() < 0;
        List<Expr> options = new ArrayList<>();
        if (negativeLow) {
            Optional<Bound> atMost = low.map(NumberText::negate);
            Optional<Bound> atLeast = negativeHigh ? high.map(NumberText::negate) : Optional.empty();
            if (atLeast.isEmpty() && high.isPresent() && high.get().value().signum() == 0 && high.get().exclusive()) {
                atLeast = high; // below zero leaves out -0
            }
            options.add(Expr.seq(MINUS, magnitude(atLeast, atMost)));
        }
        if (!negativeHigh) {
            options.add(magnitude(negativeLow ? Optional.empty() : low, high));
        }
        return new Expr.Alt(options);
    }

    private static Bound negate(Bound bound) {
        return new Bound(bound.value().negate(), bound.exclusive());
    }

    /** Numbers without a sign, at least 0. */
    private Expr magnitude(Optional<Bound> low, Optional<Bound> high) {
        List<Expr> parts = new ArrayList<>();
        low.ifPresent(bound -> parts.add(atLeast(bound)));
        high.ifPresent(bound -> parts.add(atMost(bound)));
        return parts.isEmpty() ? Expr.seq(JsonText.NATURAL, anyFraction()) : Intersection.of(parts);
    }

    private Expr anyFraction() {
        return integer ? Expr.EMPTY : Expr.optional(JsonText.FRACTION);
    }

    private Expr atLeast(Bound bound) {
        Digits limit = Digits.of(bound.value());
        int length = limit.whole.length();
        List<Expr> options = new ArrayList<>();
        options.add(Expr.seq(
                Expr.chars('1', '9'), new Repeat(JsonText.DIGIT, length, Expr.UNBOUNDED), anyFraction()));
        for (int i = 0; i < length; i++) {
            options.add(Expr.seq(
                    Expr.literal(limit.whole.substring(0, i)),
                    digits(limit.whole.charAt(i) + 1, '9'),
                    times(length - i - 1),
                    anyFraction()));
        }
        options.add(Expr.seq(Expr.literal(limit.whole), fractionAtLeast(limit.fraction, bound.exclusive())));
        return new Expr.Alt(options);
    }

    private Expr fractionAtLeast(String fraction, boolean exclusive) {
        Expr nonZeroTail = Expr.seq(Expr.star(JsonText.DIGIT), Expr.chars('1', '9'), Expr.star(JsonText.DIGIT));
        if (fraction.isEmpty()) {
            if (!exclusive) {
                return anyFraction();
            }
            return integer ? Expr.NEVER : Expr.seq(Expr.literal("."), nonZeroTail);
        }
        List<Expr> options = new ArrayList<>();
        for (int i = 0; i < fraction.length(); i++) {
            options.add(Expr.seq(
                    Expr.literal(fraction.substring(0, i)),
                    digits(fraction.charAt(i) + 1, '9'),
                    Expr.star(JsonText.DIGIT)));
        }
        options.add(Expr.seq(Expr.literal(fraction), exclusive ? nonZeroTail : Expr.star(JsonText.DIGIT)));
        return Expr.seq(Expr.literal("."), new Expr.Alt(options));
    }

    private Expr atMost(Bound bound) {
        Digits limit = Digits.of(bound.value());
        int length = limit.whole.length();
        List<Expr> options = new ArrayList<>();
        if (length > 1) {
            options.add(Expr.seq(Expr.literal("0"), anyFraction()));
            options.add(Expr.seq(Expr.chars('1', '9'), new Repeat(JsonText.DIGIT, 0, length - 2), anyFraction()));
        }
        for (int i = 0; i < length; i++) {
            options.add(Expr.seq(
                    Expr.literal(limit.whole.substring(0, i)),
                    digits(i == 0 && length > 1 ? '1' : '0', limit.whole.charAt(i) - 1),
                    times(length - i - 1),
                    anyFraction()));
        }
        options.add(Expr.seq(Expr.literal(limit.whole), fractionAtMost(limit.fraction, bound.exclusive())));
        return new Expr.Alt(options);
    }

    private Expr fractionAtMost(String fraction, boolean exclusive) {
        Expr zeros = Expr.literal("0");
        if (fraction.isEmpty()) {
            if (exclusive) {
                return Expr.NEVER;
            }
            return integer ? Expr.EMPTY : Expr.optional(Expr.seq(Expr.literal("."), Expr.plus(zeros)));
        }
        List<Expr> options = new ArrayList<>();
        for (int i = 0; i < fraction.length(); i++) {
            String same = fraction.substring(0, i);
            options.add(Expr.seq(
                    Expr.literal(same), digits('0', fraction.charAt(i) - 1), Expr.star(JsonText.DIGIT)));
            if (i > 0) {
                options.add(Expr.literal(same));
            }
        }
        if (!exclusive) {
            options.add(Expr.seq(Expr.literal(fraction), Expr.star(zeros)));
        }
        return Expr.optional(Expr.seq(Expr.literal("."), new Expr.Alt(options)));
    }

    private static Expr digits(int first, int last) {
        return first > last ? Expr.NEVER : Expr.chars(first, last);
    }

    private static Expr times(int count) {
        return new Repeat(JsonText.DIGIT, count, count);
    }

    /** A number's digits before and after the point, the latter without trailing zeros. */
    private record Digits(String whole, String fraction) {
        static Digits of(BigDecimal value) {
            String plain = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
            int point = plain.indexOf('.');
            return point < 0
                    ? new Digits(plain, "")
                    : new Digits(plain.substring(0, point), plain.substring(point + 1));
        }
    }
}
