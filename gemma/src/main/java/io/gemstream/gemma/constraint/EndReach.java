package io.gemstream.gemma.constraint;

/**
 * Finds the nodes from which a rule's end can be reached, with bytes or without any. Linear in the automaton, whatever
 * order its rules are in: grammars come from strangers.
 */
final class EndReach {

    private final Automaton automaton;
    private final boolean throughBytes;
    private final int[] firstUser; // [nodes + 1] where a node's users start
    private final int[] users; // nodes that lead to, call, or return to a node

    private EndReach(Automaton automaton, boolean throughBytes) {
        this.automaton = automaton;
        this.throughBytes = throughBytes;
        this.firstUser = new int[automaton.nodes() + 1];
        for (int node = 0; node < automaton.nodes(); node++) {
            for (int t = 0; t < targets(node); t++) {
                firstUser[target(node, t) + 1]++;
            }
        }
        for (int node = 0; node < automaton.nodes(); node++) {
            firstUser[node + 1] += firstUser[node];
        }
        this.users = new int[firstUser[automaton.nodes()]];
        int[] next = firstUser.clone();
        for (int node = 0; node < automaton.nodes(); node++) {
            for (int t = 0; t < targets(node); t++) {
                users[next[target(node, t)]++] = node;
            }
        }
    }

    /** @param throughBytes whether nodes that read bytes may be on the way */
    static boolean[] of(Automaton automaton, boolean throughBytes) {
        return new EndReach(automaton, throughBytes).run();
    }

    private boolean[] run() {
        boolean[] reaches = new boolean[automaton.nodes()];
        int[] open = new int[automaton.nodes()];
        int count = 0;
        reaches[Automaton.FINAL] = true;
        open[count++] = Automaton.FINAL;
        while (count > 0) {
            int node = open[--count];
            for (int u = firstUser[node]; u < firstUser[node + 1]; u++) {
                int user = users[u];
                if (!reaches[user] && (automaton.kinds()[user] != Automaton.CALL || bothReach(user, reaches))) {
                    reaches[user] = true;
                    open[count++] = user;
                }
            }
        }
        return reaches;
    }

    /** A call needs its rule to end, and the node it returns to. */
    private boolean bothReach(int call, boolean[] reaches) {
        return reaches[target(call, 0)] && reaches[target(call, 1)];
    }

    private int targets(int node) {
        int length = automaton.data()[node].length;
        return automaton.kinds()[node] == Automaton.BYTES ? (throughBytes ? length / 3 : 0) : length;
    }

    private int target(int node, int index) {
        int[] data = automaton.data()[node];
        return switch (automaton.kinds()[node]) {
            case Automaton.BYTES -> data[3 * index + 2];
            case Automaton.CALL -> index == 0 ? automaton.entries()[data[0]] : data[1];
            default -> data[index];
        };
    }
}
