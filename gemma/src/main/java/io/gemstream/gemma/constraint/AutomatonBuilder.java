package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Expr.Alt;
import io.gemstream.gemma.constraint.Expr.Chars;
import io.gemstream.gemma.constraint.Expr.Graph;
import io.gemstream.gemma.constraint.Expr.Ref;
import io.gemstream.gemma.constraint.Expr.Repeat;
import io.gemstream.gemma.constraint.Expr.Seq;
import io.gemstream.gemma.constraint.Expr.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns rules into an {@link Automaton}. Works backwards: each expression is built knowing the node that follows it, so
 * no glue nodes arise and a tail call is seen at once.
 */
final class AutomatonBuilder {

    /** Bounds memory for hostile input: about 100 bytes a node. */
    static final int MAX_NODES = 1 << 19;
    /** From the letters of one case up, a class has thousands of tokens. */
    private static final int LARGE_CLASS = 26;

    private final Map<String, Expr> rules;
    private final Map<String, Integer> ruleIds = new LinkedHashMap<>();
    private final List<Expr> bodies = new ArrayList<>();
    private final List<Byte> kinds = new ArrayList<>();
    private final List<int[]> data = new ArrayList<>();
    private final Set<CodePointSet> classes = new LinkedHashSet<>();
    private final Map<CodePointSet, List<int[]>> encodings = new HashMap<>();

    private AutomatonBuilder(Map<String, Expr> rules) {
        this.rules = rules;
    }

    /** @throws ConstraintException for undefined rules, left recursion, no possible text, or too large a grammar */
    static Automaton build(Map<String, Expr> rules, String root) {
        return buildIfPossible(rules, root)
                .orElseThrow(() -> new ConstraintException("no text can satisfy the constraint"));
    }

    /** {@link #build}, empty if there is no possible text. */
    static Optional<Automaton> buildIfPossible(Map<String, Expr> rules, String root) {
        return AutomatonChecks.check(new AutomatonBuilder(rules).run(root));
    }

    private Automaton run(String root) {
        node(Automaton.RETURN);
        ruleId(root);
        List<Integer> entries = new ArrayList<>();
        for (int rule = 0; rule < bodies.size(); rule++) { // grows while it runs
            entries.add(build(bodies.get(rule), Automaton.FINAL));
        }
        byte[] kindArray = new byte[kinds.size()];
        for (int i = 0; i < kindArray.length; i++) {
            kindArray[i] = kinds.get(i);
        }
        return new Automaton(
                kindArray,
                data.toArray(int[][]::new),
                entries.stream().mapToInt(Integer::intValue).toArray(),
                List.copyOf(classes));
    }

    private int ruleId(String name) {
        Integer known = ruleIds.get(name);
        if (known != null) {
            return known;
        }
        Expr body = rules.get(name);
        if (body == null) {
            throw new ConstraintException("undefined rule: " + name);
        }
        int id = anonymousRule(body);
        ruleIds.put(name, id);
        return id;
    }

    private int anonymousRule(Expr body) {
        bodies.add(body);
        return bodies.size() - 1;
    }

    private int node(byte kind, int... values) {
        if (kinds.size() >= MAX_NODES) {
            throw new ConstraintException("grammar too large (expected: <= " + MAX_NODES + " nodes)");
        }
        kinds.add(kind);
        data.add(values);
        return kinds.size() - 1;
    }

    private int call(int rule, int next) {
        return node(Automaton.CALL, rule, next);
    }

    private int build(Expr expr, int next) {
        return switch (expr) {
            case Chars(CodePointSet set) -> chars(set, next);
            case Seq(List<Expr> parts) -> {
                int entry = next;
                for (int i = parts.size() - 1; i >= 0; i--) {
                    entry = build(parts.get(i), entry);
                }
                yield entry;
            }
            case Alt(List<Expr> options) -> {
                int[] targets = new int[options.size()];
                for (int i = 0; i < targets.length; i++) {
                    targets[i] = build(options.get(i), next);
                }
                yield targets.length == 1 ? targets[0] : node(Automaton.SPLIT, targets);
            }
            case Ref(String name) -> call(ruleId(name), next);
            case Repeat repeat -> repeat(repeat, next);
            case Graph(List<Expr.Row> rows) -> graph(rows, next);
            case Table(ByteTable table, List<CodePointSet> partClasses) -> {
                classes.addAll(partClasses);
                yield table(table, next);
            }
        };
    }

    /**
     * Notes the classes of which a text may have long runs.
     *
     * @param whole whether the expression is all that is repeated, so that a rule behind it is as well
     */
    private void noteClasses(Expr expr, boolean whole, Set<String> seen) {
        switch (expr) {
            case Chars(CodePointSet set) when set.size() >= LARGE_CLASS -> classes.add(set);
            case Seq(List<Expr> parts) -> parts.forEach(part -> noteClasses(part, whole && parts.size() == 1, seen));
            case Alt(List<Expr> options) -> options.forEach(option -> noteClasses(option, whole, seen));
            case Repeat(Expr body, _, _) -> noteClasses(body, whole, seen);
            case Ref(String name) when whole && rules.containsKey(name) && seen.add(name) ->
                noteClasses(rules.get(name), true, seen);
            case Graph(List<Expr.Row> rows) ->
                rows.forEach(row -> row.arcs().forEach(arc -> noteClasses(arc.label(), true, seen)));
            case Chars _, Ref _, Table _ -> {}
        }
    }

    private int repeat(Repeat repeat, int next) {
        if (repeat.max() > 1) {
            noteClasses(repeat.body(), true, new HashSet<>());
        }
        boolean unbounded = repeat.max() == Expr.UNBOUNDED;
        int copies = unbounded ? repeat.min() + 1 : repeat.max();
        // A copy of a call is one node, a copy of a UTF-8 class is twenty.
        int shared = copies > 2 && !isSmall(repeat.body()) ? anonymousRule(repeat.body()) : -1;
        int entry = next;
        if (unbounded) {
            entry = node(Automaton.SPLIT);
            int body = copy(repeat.body(), shared, entry);
            data.set(entry, new int[] {body, next});
        } else {
            for (int i = repeat.min(); i < repeat.max(); i++) {
                entry = node(Automaton.SPLIT, copy(repeat.body(), shared, entry), next);
            }
        }
        for (int i = 0; i < repeat.min(); i++) {
            entry = copy(repeat.body(), shared, entry);
        }
        return entry;
    }

    private int copy(Expr body, int shared, int next) {
        return shared < 0 ? build(body, next) : call(shared, next);
    }

    private static boolean isSmall(Expr body) {
        return body instanceof Ref || body instanceof Chars(CodePointSet set)
                && (set.isEmpty() || set.last(set.ranges() - 1) < 0x80);
    }

    private int chars(CodePointSet set, int next) {
        Map<List<Integer>, Integer> tails = new HashMap<>();
        int[] edges = new int[0];
        for (int[] sequence : encodings.computeIfAbsent(set, Utf8Ranges::of)) {
            int target = next;
            for (int i = sequence.length - 2; i > 0; i -= 2) {
                int low = sequence[i];
                int high = sequence[i + 1];
                int after = target;
                target = tails.computeIfAbsent(
                        List.of(low, high, after), _ -> node(Automaton.BYTES, low, high, after));
            }
            edges = Arrays.copyOf(edges, edges.length + 3);
            edges[edges.length - 3] = sequence[0];
            edges[edges.length - 2] = sequence[1];
            edges[edges.length - 1] = target;
        }
        return node(Automaton.BYTES, edges);
    }

    private int graph(List<Expr.Row> rows, int next) {
        noteClasses(new Graph(rows), true, new HashSet<>());
        int base = kinds.size();
        for (Expr.Row row : rows) {
            node(Automaton.SPLIT);
        }
        for (int i = 0; i < rows.size(); i++) {
            Expr.Row row = rows.get(i);
            List<Integer> targets = new ArrayList<>();
            for (Expr.Arc arc : row.arcs()) {
                targets.add(build(arc.label(), base + arc.target()));
            }
            if (row.accepting()) {
                targets.add(next);
            }
            data.set(base + i, targets.stream().mapToInt(Integer::intValue).toArray());
        }
        return base;
    }

    private int table(ByteTable table, int next) {
        int base = kinds.size();
        int rows = table.edges().size();
        for (int row = 0; row < rows; row++) { // two nodes a row: the split, and the bytes it leads to
            boolean accepting = table.accepting().get(row);
            int bytes = base + 2 * row + 1;
            node(Automaton.SPLIT, accepting ? new int[] {bytes, next} : new int[] {bytes});
            int[] edges = table.edges().get(row).clone();
            for (int e = 2; e < edges.length; e += 3) {
                edges[e] = base + 2 * edges[e];
            }
            node(Automaton.BYTES, edges);
        }
        return base;
    }
}
