package io.gemstream.gemma.constraint;

import java.util.ArrayList;
import java.util.List;

/** Right-hand side of a grammar rule: an expression over code points and other rules. All front ends meet here. */
sealed interface Expr {

    Expr EMPTY = new Seq(List.of());
    /** Matches nothing at all. */
    Expr NEVER = new Alt(List.of());

    int UNBOUNDED = Integer.MAX_VALUE;

    /** One code point of a set. */
    record Chars(CodePointSet set) implements Expr {}

    record Seq(List<Expr> parts) implements Expr {
        public Seq {
            parts = List.copyOf(parts);
        }
    }

    record Alt(List<Expr> options) implements Expr {
        public Alt {
            options = List.copyOf(options);
        }
    }

    /** @param max inclusive, or {@link #UNBOUNDED} */
    record Repeat(Expr body, int min, int max) implements Expr {}

    /** A rule by name, which may be defined later and may refer to itself. */
    record Ref(String rule) implements Expr {}

    /**
     * A finished automaton, as intersections leave behind.
     *
     * @param classes character classes it was made of
     */
    record Table(ByteTable table, List<CodePointSet> classes) implements Expr {}

    /**
     * A finished automaton over code points, as look-aheads leave behind; row 0 is the start. Its labels are expressions of
     * one code point, in whatever spelling.
     */
    record Graph(List<Row> rows) implements Expr {
        public Graph {
            rows = List.copyOf(rows);
        }
    }

    record Row(List<Arc> arcs, boolean accepting) {}

    /** @param target row */
    record Arc(Expr label, int target) {}

    static Expr seq(Expr... parts) {
        return new Seq(List.of(parts));
    }

    static Expr alt(Expr... options) {
        return new Alt(List.of(options));
    }

    static Expr optional(Expr body) {
        return new Repeat(body, 0, 1);
    }

    static Expr star(Expr body) {
        return new Repeat(body, 0, UNBOUNDED);
    }

    static Expr plus(Expr body) {
        return new Repeat(body, 1, UNBOUNDED);
    }

    static Expr chars(int... pairs) {
        return new Chars(CodePointSet.of(pairs));
    }

    static Expr literal(String text) {
        List<Expr> parts = new ArrayList<>();
        text.codePoints().forEach(c -> parts.add(chars(c, c)));
        return new Seq(parts);
    }
}
