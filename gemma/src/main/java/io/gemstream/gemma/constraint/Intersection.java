package io.gemstream.gemma.constraint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Intersects several expressions without recursion to one finite automaton: the product of theirs. */
final class Intersection {

    /** A table row is some hundred bytes, and making one some tens of microseconds. */
    private static final int MAX_ROWS = 1 << 16;

    private final List<StateGraph> graphs;
    private final Map<List<State>, Integer> rows = new HashMap<>();
    private final List<List<State>> order = new ArrayList<>();

    private final boolean[] tells = new boolean[256]; // per byte: whether a graph tells it from the byte before

    private Intersection(List<StateGraph> graphs) {
        this.graphs = graphs;
        for (int b = 1; b < tells.length; b++) {
            for (StateGraph graph : graphs) {
                tells[b] |= graph.byteClass()[b] != graph.byteClass()[b - 1];
            }
        }
    }

    static Expr of(List<Expr> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        List<StateGraph> graphs = new ArrayList<>();
        for (Expr part : parts) {
            Optional<Automaton> automaton = AutomatonBuilder.buildIfPossible(Map.of("root", part), "root");
            if (automaton.isEmpty()) {
                return Expr.NEVER;
            }
            graphs.add(new StateGraph(automaton.get()));
        }
        List<CodePointSet> classes = graphs.stream()
                .flatMap(graph -> graph.automaton().classes().stream())
                .distinct()
                .toList();
        return new Expr.Table(new Intersection(graphs).table(), classes);
    }

    private ByteTable table() {
        List<int[]> edges = new ArrayList<>();
        List<Boolean> accepting = new ArrayList<>();
        row(graphs.stream().map(StateGraph::start).toList());
        for (int i = 0; i < order.size(); i++) { // grows while it runs
            List<State> state = order.get(i);
            edges.add(edges(state));
            accepting.add(state.stream().allMatch(s -> s.accepting));
        }
        return new ByteTable(edges, accepting);
    }

    private int row(List<State> state) {
        Integer known = rows.putIfAbsent(state, order.size());
        if (known != null) {
            return known;
        }
        if (order.size() == MAX_ROWS) {
            throw new ConstraintException("pattern, format and length of a string together need more than " + MAX_ROWS
                    + " states (expected: a smaller maxLength, or the length inside the pattern)");
        }
        order.add(state);
        return order.size() - 1;
    }

    private int[] edges(List<State> from) {
        int[] edges = new int[16];
        int n = 0;
        for (int b = 0; b < 256; b++) {
            if (b > 0 && !tells[b]) { // same as the byte before
                if (n > 0 && edges[n - 2] == b - 1) {
                    edges[n - 2] = b;
                }
                continue;
            }
            List<State> next = new ArrayList<>(graphs.size());
            for (int g = 0; g < graphs.size(); g++) {
                next.add(graphs.get(g).step(from.get(g), (byte) b));
            }
            if (next.contains(State.DEAD)) {
                continue;
            }
            int target = row(next);
            if (n > 0 && edges[n - 1] == target && edges[n - 2] == b - 1) {
                edges[n - 2] = b;
                continue;
            }
            if (n + 3 > edges.length) {
                edges = Arrays.copyOf(edges, 2 * edges.length);
            }
            edges[n++] = b;
            edges[n++] = b;
            edges[n++] = target;
        }
        return Arrays.copyOf(edges, n);
    }
}
