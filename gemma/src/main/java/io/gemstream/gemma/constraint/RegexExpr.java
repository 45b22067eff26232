package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Regex.Alt;
import io.gemstream.gemma.constraint.Regex.Edge;
import io.gemstream.gemma.constraint.Regex.Seq;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns regular expressions into {@link Expr}s. One whose only assertions are anchors at its ends becomes an expression
 * of the same shape; any other goes through {@link LookAheads}.
 */
final class RegexExpr {

    private static final Regex NOTHING = new Seq(List.of());

    private RegexExpr() {}

    /** Texts matched from end to end. */
    static Expr fullMatch(Regex regex) {
        return expr(whole(regex, false));
    }

    /** Texts with a match anywhere. */
    static Expr search(Regex regex) {
        return expr(whole(regex, true));
    }

    /** The expression for whole texts: with what may stand around a match, if it may be anywhere. */
    static Regex whole(Regex regex, boolean anywhere) {
        Regex around = anywhere ? Regex.ANY_TEXT : NOTHING;
        return ends(regex, around, around);
    }

    private static Expr expr(Regex whole) {
        return plain(whole).orElseGet(() -> LookAheads.expr(whole));
    }

    /**
     * The expression for a whole text, without the anchors at its ends.
     *
     * @param before what may stand before the match where its start is not anchored
     * @param after likewise behind it
     */
    private static Regex ends(Regex regex, Regex before, Regex after) {
        return switch (regex) {
            case Alt(List<Regex> options) ->
                new Alt(options.stream().map(option -> ends(option, before, after)).toList());
            case Seq(List<Regex> parts) -> {
                int first = 0;
                int last = parts.size();
                while (first < last && parts.get(first) == Edge.START) {
                    first++;
                }
                while (last > first && parts.get(last - 1) == Edge.END) {
                    last--;
                }
                Regex head = first > 0 ? NOTHING : before;
                Regex tail = last < parts.size() ? NOTHING : after;
                yield last - first == 1
                        ? ends(parts.get(first), head, tail)
                        : new Seq(List.of(head, new Seq(parts.subList(first, last)), tail));
            }
            case Edge edge when edge == Edge.START -> after;
            case Edge edge when edge == Edge.END -> before;
            default -> new Seq(List.of(before, regex, after));
        };
    }

    /** Empty if there is an assertion in it. */
    private static Optional<Expr> plain(Regex regex) {
        return switch (regex) {
            case Regex.Chars(CodePointSet set) -> Optional.of(new Expr.Chars(set));
            case Seq(List<Regex> parts) -> plain(parts).map(Expr.Seq::new);
            case Alt(List<Regex> options) -> plain(options).map(Expr.Alt::new);
            case Regex.Repeat(Regex body, int min, int max) ->
                plain(body).map(expr -> new Expr.Repeat(expr, min, max));
            case Regex.Look _, Edge _ -> Optional.empty();
        };
    }

    private static Optional<List<Expr>> plain(List<Regex> parts) {
        List<Expr> all = new ArrayList<>();
        for (Regex part : parts) {
            Optional<Expr> expr = plain(part);
            if (expr.isEmpty()) {
                return Optional.empty();
            }
            all.add(expr.get());
        }
        return Optional.of(all);
    }
}
