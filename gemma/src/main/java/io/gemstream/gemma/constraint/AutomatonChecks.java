package io.gemstream.gemma.constraint;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What every automaton must pass before it may run: no rule calls itself without reading a byte first (the run would
 * never end), and every node left can still reach the end (a generation is never led into a dead end).
 */
final class AutomatonChecks {

    private final Automaton automaton;

    private AutomatonChecks(Automaton automaton) {
        this.automaton = automaton;
    }

    /** The automaton without the parts from which no text can be finished; empty if that leaves nothing. */
    static Optional<Automaton> check(Automaton automaton) {
        AutomatonChecks checks = new AutomatonChecks(automaton);
        boolean[] productive = checks.productive();
        if (!productive[automaton.entries()[0]]) {
            return Optional.empty();
        }
        Automaton pruned = checks.prune(productive);
        new AutomatonChecks(pruned).refuseLeftRecursion();
        return Optional.of(pruned);
    }

    private boolean[] productive() {
        boolean[] productive = new boolean[automaton.nodes()];
        productive[Automaton.FINAL] = true;
        boolean changed = true;
        while (changed) {
            changed = false;
            // Built backwards, so most targets have smaller numbers and one pass settles most nodes.
            for (int node = 0; node < productive.length; node++) {
                if (!productive[node] && isProductive(node, productive)) {
                    productive[node] = true;
                    changed = true;
                }
            }
        }
        return productive;
    }

    private boolean isProductive(int node, boolean[] productive) {
        int[] data = automaton.data()[node];
        return switch (automaton.kinds()[node]) {
            case Automaton.BYTES -> {
                for (int e = 0; e < data.length; e += 3) {
                    if (productive[data[e + 2]]) {
                        yield true;
                    }
                }
                yield false;
            }
            case Automaton.SPLIT -> {
                for (int target : data) {
                    if (productive[target]) {
                        yield true;
                    }
                }
                yield false;
            }
            case Automaton.CALL -> productive[automaton.entries()[data[0]]] && productive[data[1]];
            default -> true;
        };
    }

    private Automaton prune(boolean[] productive) {
        byte[] kinds = automaton.kinds().clone();
        int[][] data = automaton.data().clone();
        for (int node = 0; node < kinds.length; node++) {
            if (!productive[node]) {
                kinds[node] = Automaton.SPLIT;
                data[node] = new int[0];
            } else if (kinds[node] == Automaton.BYTES) {
                data[node] = keepEdges(data[node], productive);
            } else if (kinds[node] == Automaton.SPLIT) {
                data[node] = Arrays.stream(data[node]).filter(t -> productive[t]).toArray();
            }
        }
        return new Automaton(kinds, data, automaton.entries(), automaton.classes());
    }

    private static int[] keepEdges(int[] edges, boolean[] productive) {
        int[] kept = new int[edges.length];
        int n = 0;
        for (int e = 0; e < edges.length; e += 3) {
            if (productive[edges[e + 2]]) {
                System.arraycopy(edges, e, kept, n, 3);
                n += 3;
            }
        }
        return Arrays.copyOf(kept, n);
    }

    private void refuseLeftRecursion() {
        int rules = automaton.entries().length;
        boolean[] nullable = new boolean[rules];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int rule = 0; rule < rules; rule++) {
                if (!nullable[rule] && new LeftEdge(nullable).walk(rule)) {
                    nullable[rule] = true;
                    changed = true;
                }
            }
        }
        byte[] color = new byte[rules];
        for (int rule = 0; rule < rules; rule++) {
            visit(rule, color, nullable);
        }
    }

    private void visit(int root, byte[] color, boolean[] nullable) {
        if (color[root] != 0) {
            return;
        }
        ArrayDeque<int[]> stack = new ArrayDeque<>(); // rule, next callee
        Map<Integer, int[]> callees = new HashMap<>();
        stack.push(new int[] {root, 0});
        color[root] = 1;
        while (!stack.isEmpty()) {
            int[] top = stack.peek();
            int[] called = callees.computeIfAbsent(top[0], rule -> {
                LeftEdge edge = new LeftEdge(nullable);
                edge.walk(rule);
                return edge.called.stream().toArray();
            });
            if (top[1] == called.length) {
                color[top[0]] = 2;
                stack.pop();
                continue;
            }
            int callee = called[top[1]++];
            if (color[callee] == 1) {
                throw new ConstraintException("unsupported: left recursion (a rule that can start with itself)");
            }
            if (color[callee] == 0) {
                color[callee] = 1;
                stack.push(new int[] {callee, 0});
            }
        }
    }

    /** What a rule reaches before its first byte. */
    private final class LeftEdge {

        private final boolean[] nullable;
        private final BitSet seen = new BitSet();
        private final BitSet called = new BitSet();

        private LeftEdge(boolean[] nullable) {
            this.nullable = nullable;
        }

        /** Whether the rule can end without a byte. */
        private boolean walk(int rule) {
            ArrayDeque<Integer> open = new ArrayDeque<>();
            open.push(automaton.entries()[rule]);
            while (!open.isEmpty()) {
                int node = open.pop();
                if (seen.get(node)) {
                    continue;
                }
                seen.set(node);
                int[] data = automaton.data()[node];
                if (automaton.kinds()[node] == Automaton.SPLIT) {
                    for (int target : data) {
                        open.push(target);
                    }
                } else if (automaton.kinds()[node] == Automaton.CALL) {
                    called.set(data[0]);
                    if (nullable[data[0]]) {
                        open.push(data[1]);
                    }
                }
            }
            return seen.get(Automaton.FINAL);
        }
    }
}
