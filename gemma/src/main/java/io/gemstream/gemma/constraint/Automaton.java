package io.gemstream.gemma.constraint;

import java.util.Comparator;
import java.util.List;

/**
 * A nondeterministic pushdown automaton over bytes (ADR 29). A rule's run starts at its entry node and ends at
 * {@link #FINAL}, which returns to whoever called it.
 *
 * <p>{@code data} of a node, by kind: BYTES: low, high, target, and again; SPLIT: targets, reached without a byte;
 * CALL: rule, node to return to. A call that returns to {@link #FINAL} is a tail call: it keeps no return address.
 *
 * @param kinds per node
 * @param data per node
 * @param entries entry node of each rule; rule 0 is the root
 * @param classes large character classes of which a text may have runs
 */
record Automaton(byte[] kinds, int[][] data, int[] entries, List<CodePointSet> classes) {

    static final int FINAL = 0;

    static final byte RETURN = 0;
    static final byte BYTES = 1;
    static final byte SPLIT = 2;
    static final byte CALL = 3;

    int nodes() {
        return kinds.length;
    }

    List<CodePointSet> largestClasses(int count) {
        return classes.stream()
                .sorted(Comparator.comparingInt(CodePointSet::size).reversed())
                .limit(count)
                .toList();
    }

    /** Class of every byte; bytes of a class are never told apart by any edge. */
    byte[] byteClasses() {
        boolean[] cut = new boolean[257];
        for (int node = 0; node < nodes(); node++) {
            if (kinds[node] == BYTES) {
                for (int e = 0; e < data[node].length; e += 3) {
                    cut[data[node][e]] = true;
                    cut[data[node][e + 1] + 1] = true;
                }
            }
        }
        byte[] classes = new byte[256];
        int current = 0;
        for (int b = 1; b < 256; b++) {
            if (cut[b]) {
                current++;
            }
            classes[b] = (byte) current;
        }
        return classes;
    }
}
