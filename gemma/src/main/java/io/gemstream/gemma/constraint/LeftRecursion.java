package io.gemstream.gemma.constraint;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Finds and refuses rules that can call themselves before their first byte. */
final class LeftRecursion {

    private static final byte ON_PATH = 1;
    private static final byte DONE = 2;

    private final Automaton automaton;
    private final boolean[] endsWithoutByte; // per node
    private final int[] seenFor; // per node: the rule of the last search that saw it, plus 1

    private LeftRecursion(Automaton automaton, boolean[] endsWithoutByte) {
        this.automaton = automaton;
        this.endsWithoutByte = endsWithoutByte;
        this.seenFor = new int[automaton.nodes()];
    }

    /**
     * @param endsWithoutByte per node, whether its rule can end from there without a byte
     * @throws ConstraintException if there is such a rule
     */
    static void refuse(Automaton automaton, boolean[] endsWithoutByte) {
        LeftRecursion search = new LeftRecursion(automaton, endsWithoutByte);
        byte[] marks = new byte[automaton.entries().length];
        for (int rule = 0; rule < marks.length; rule++) {
            if (marks[rule] == 0) {
                search.follow(rule, marks);
            }
        }
    }

    /** Depth first, without the Java stack: chains of rules can be long. */
    private void follow(int root, byte[] marks) {
        ArrayDeque<Integer> path = new ArrayDeque<>();
        Map<Integer, BitSet> callees = new HashMap<>();
        path.push(root);
        marks[root] = ON_PATH;
        while (!path.isEmpty()) {
            int rule = path.peek();
            BitSet left = callees.computeIfAbsent(rule, this::firstCalls);
            int callee = left.nextSetBit(0);
            if (callee < 0) {
                marks[rule] = DONE;
                callees.remove(rule);
                path.pop();
                continue;
            }
            left.clear(callee);
            if (marks[callee] == ON_PATH) {
                throw new ConstraintException("unsupported: left recursion (a rule that can start with itself)");
            }
            if (marks[callee] == 0) {
                marks[callee] = ON_PATH;
                path.push(callee);
            }
        }
    }

    /** Rules called before the first byte. */
    private BitSet firstCalls(int rule) {
        BitSet calls = new BitSet();
        ArrayDeque<Integer> open = new ArrayDeque<>();
        open.push(automaton.entries()[rule]);
        while (!open.isEmpty()) {
            int node = open.pop();
            if (seenFor[node] == rule + 1) {
                continue;
            }
            seenFor[node] = rule + 1;
            int[] data = automaton.data()[node];
            if (automaton.kinds()[node] == Automaton.SPLIT) {
                for (int target : data) {
                    open.push(target);
                }
            } else if (automaton.kinds()[node] == Automaton.CALL) {
                calls.set(data[0]);
                if (endsWithoutByte[automaton.entries()[data[0]]]) {
                    open.push(data[1]);
                }
            }
        }
        return calls;
    }
}
