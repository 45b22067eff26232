package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.Optional;

/**
 * Prunes and checks an automaton before it may run: every node left can still reach the end, so that a generation is
 * never led into a dead end, and no rule calls itself without reading a byte first, for that would never end.
 */
final class AutomatonChecks {

    private AutomatonChecks() {}

    /**
     * The automaton without the parts from which no text can be finished; empty if that leaves nothing.
     *
     * @throws ConstraintException for left recursion
     */
    static Optional<Automaton> check(Automaton automaton) {
        boolean[] productive = EndReach.of(automaton, true);
        if (!productive[automaton.entries()[0]]) {
            return Optional.empty();
        }
        Automaton pruned = prune(automaton, productive);
        LeftRecursion.refuse(pruned, EndReach.of(pruned, false));
        return Optional.of(pruned);
    }

    private static Automaton prune(Automaton automaton, boolean[] productive) {
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
}
