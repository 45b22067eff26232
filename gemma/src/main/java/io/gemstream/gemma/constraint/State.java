package io.gemstream.gemma.constraint;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A state of the determinised automaton: the nodes a run may stand at, each with its stacks.
 *
 * <p>Everything that matters is final, so a state read through a race is whole. {@code next} and the cached answers are
 * filled by racing writers with equal values; a reader that sees null asks the {@link StateGraph}.
 */
final class State {

    /** No text continues from here. Its row leads back to itself, so the walk needs no test before the lookup. */
    static final State DEAD = new State(new int[0], new ReturnStack[0], false, 256);

    /** Not a state: the members of an atom lead to different states. */
    static final State MIXED = new State(new int[0], new ReturnStack[0], false, 0);
    /** Not a state: nothing looked at yet. */
    static final State UNSET = new State(new int[0], new ReturnStack[0], false, 0);

    static final byte UNKNOWN = 0;
    static final byte YES = 1;
    static final byte NO = 2;

    static {
        Arrays.fill(DEAD.next, DEAD);
    }

    final int[] nodes; // nodes that read bytes, ascending
    final ReturnStack[] stacks; // per node
    final boolean accepting;
    final @Nullable State[] next; // per byte class
    @Nullable AtomSteps atomSteps;
    byte open; // of Slicing: whether everything inside its classes may follow
    @Nullable TokenMask mask;
    private final int hash;

    State(int[] nodes, ReturnStack[] stacks, boolean accepting, int byteClasses) {
        this.nodes = nodes;
        this.stacks = stacks;
        this.accepting = accepting;
        this.next = new State[byteClasses];
        int mixed = Arrays.hashCode(nodes) * 2 + (accepting ? 1 : 0);
        for (ReturnStack stack : stacks) {
            mixed = mixed * 31 + stack.hashCode();
        }
        this.hash = mixed;
    }

    /** Whether the text is complete and nothing may follow it. */
    boolean isEnd() {
        return accepting && nodes.length == 0;
    }

    boolean isSame(State other) {
        if (accepting != other.accepting || hash != other.hash || !Arrays.equals(nodes, other.nodes)) {
            return false;
        }
        for (int i = 0; i < stacks.length; i++) {
            if (stacks[i] != other.stacks[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State state && isSame(state);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /**
     * The states that one code point of each atom of the {@link Slicing} leads to.
     *
     * @param next per atom; {@link #DEAD} if none of its members is allowed, {@link #MIXED} if they differ
     */
    record AtomSteps(State[] next) {}
}
