package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deterministic automaton of a grammar, made state by state as texts reach them (ADR 29). Thread-safe: known steps
 * are read without a lock, new ones are made under one.
 *
 * <p>Recursion makes the states endless, so the pool has a limit; when it is reached the pool is dropped and fills
 * again, as RE2 does. Sequences under way keep the states they hold, and answers do not change.
 */
final class StateGraph {

    /** Deeper calls are refused: bounds memory and time for a text that only nests. */
    static final int MAX_DEPTH = 2_000;

    private static final int MAX_STATES = 1 << 15;

    private final Automaton automaton;
    private final byte[] byteClass;
    private final int classes;
    private final byte[] representative; // a byte of each class
    private final StackPool stackPool = new StackPool();
    private final Map<State, State> pool = new HashMap<>();
    private State start;

    // Scratch of one closure, guarded by this.
    private final @Nullable ReturnStack[] reached; // per node
    private int[] touched = new int[64];
    private int touchedCount;
    private int[] open = new int[64];
    private int openCount;

    StateGraph(Automaton automaton) {
        this.automaton = automaton;
        this.byteClass = automaton.byteClasses();
        this.classes = (byteClass[255] & 0xff) + 1;
        this.representative = new byte[classes];
        for (int b = 255; b >= 0; b--) {
            representative[byteClass[b] & 0xff] = (byte) b;
        }
        this.reached = new ReturnStack[automaton.nodes()];
        this.start = makeStart();
    }

    synchronized State start() {
        return start;
    }

    Automaton automaton() {
        return automaton;
    }

    byte[] byteClass() {
        return byteClass;
    }

    int classes() {
        return classes;
    }

    /** The state after a byte; {@link State#DEAD} if no text has it there. */
    State step(State from, byte value) {
        return stepClass(from, byteClass[value & 0xff] & 0xff);
    }

    /** The state after a text. */
    State read(State from, byte[] bytes) {
        State state = from;
        for (int i = 0; i < bytes.length && state != State.DEAD; i++) {
            state = step(state, bytes[i]);
        }
        return state;
    }

    State stepClass(State from, int byteClass) {
        State next = from.next[byteClass];
        return next != null ? next : makeStep(from, byteClass);
    }

    private synchronized State makeStep(State from, int byteClass) {
        State known = from.next[byteClass];
        if (known != null) {
            return known;
        }
        int value = representative[byteClass] & 0xff;
        for (int i = 0; i < from.nodes.length; i++) {
            int[] edges = automaton.data()[from.nodes[i]];
            for (int e = 0; e < edges.length; e += 3) {
                if (edges[e] <= value && value <= edges[e + 1]) {
                    reach(edges[e + 2], from.stacks[i]);
                }
            }
        }
        State next = close();
        from.next[byteClass] = next;
        return next;
    }

    private synchronized State makeStart() {
        reach(automaton.entries()[0], ReturnStack.BOTTOM);
        return close();
    }

    private void reach(int node, ReturnStack stack) {
        ReturnStack known = reached[node];
        ReturnStack merged = known == null ? stack : stackPool.union(known, stack);
        if (merged == known) {
            return;
        }
        if (known == null) {
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, 2 * touchedCount);
            }
            touched[touchedCount++] = node;
        }
        reached[node] = merged;
        if (openCount == open.length) {
            open = Arrays.copyOf(open, 2 * openCount);
        }
        open[openCount++] = node;
    }

    /** Follows everything that needs no byte, then takes the pooled state of what was reached. */
    private State close() {
        boolean accepting = false;
        int byteNodes = 0;
        while (openCount > 0) {
            int node = open[--openCount];
            ReturnStack stack = java.util.Objects.requireNonNull(reached[node]);
            int[] data = automaton.data()[node];
            switch (automaton.kinds()[node]) {
                case Automaton.SPLIT -> {
                    for (int target : data) {
                        reach(target, stack);
                    }
                }
                case Automaton.CALL -> {
                    if (data[1] == Automaton.FINAL) {
                        reach(automaton.entries()[data[0]], stack);
                    } else if (stack.depth < MAX_DEPTH) {
                        reach(automaton.entries()[data[0]], stackPool.push(stack, data[1]));
                    }
                }
                case Automaton.RETURN -> {
                    accepting |= stack.bottom;
                    for (int i = 0; i < stack.returns.length; i++) {
                        reach(stack.returns[i], stack.parents[i]);
                    }
                }
                default -> {} // waits for a byte
            }
        }
        for (int i = 0; i < touchedCount; i++) {
            if (automaton.kinds()[touched[i]] == Automaton.BYTES) {
                touched[byteNodes++] = touched[i];
            } else {
                reached[touched[i]] = null;
            }
        }
        touchedCount = 0;
        return pooled(Arrays.copyOf(touched, byteNodes), accepting);
    }

    private State pooled(int[] nodes, boolean accepting) {
        if (nodes.length == 0 && !accepting) {
            return State.DEAD;
        }
        Arrays.sort(nodes);
        ReturnStack[] stacks = new ReturnStack[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            stacks[i] = java.util.Objects.requireNonNull(reached[nodes[i]]);
            reached[nodes[i]] = null;
        }
        State state = new State(nodes, stacks, accepting, classes);
        State known = pool.putIfAbsent(state, state);
        return known == null ? state : known;
    }

    /** Drops pooled states when there are too many. Never inside a step: a step holds states of the pool. */
    synchronized void trim() {
        if (pool.size() > MAX_STATES) {
            drop();
        }
    }

    /** Forgets all states and what is cached on them. */
    synchronized void drop() {
        pool.clear();
        stackPool.clear();
        start = makeStart();
    }
}
