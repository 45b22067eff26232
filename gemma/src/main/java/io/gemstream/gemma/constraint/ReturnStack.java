package io.gemstream.gemma.constraint;

import java.util.Arrays;

/**
 * All call stacks with which a run may stand at one node, as one value: a node of a graph-structured stack. Frames with
 * the same return node are merged, so ambiguity costs width, not a copy of every stack. Immutable and interned: within
 * one {@link StackPool} equal stacks are the same object.
 */
final class ReturnStack {

    static final ReturnStack BOTTOM = new ReturnStack(true, new int[0], new ReturnStack[0]);

    final boolean bottom; // whether the root rule is one of the callers
    final int[] returns; // return nodes, ascending
    final ReturnStack[] parents; // per return node: the stacks below it
    final int depth;
    private final int hash;

    ReturnStack(boolean bottom, int[] returns, ReturnStack[] parents) {
        this.bottom = bottom;
        this.returns = returns;
        this.parents = parents;
        int deepest = 0;
        int mixed = Arrays.hashCode(returns) * 2 + (bottom ? 1 : 0);
        for (ReturnStack parent : parents) {
            deepest = Math.max(deepest, parent.depth + 1);
            mixed = mixed * 31 + parent.hash;
        }
        this.depth = deepest;
        this.hash = mixed;
    }

    /** Parents compare by identity: they are interned before their children. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ReturnStack stack)
                || bottom != stack.bottom
                || !Arrays.equals(returns, stack.returns)) {
            return false;
        }
        for (int i = 0; i < parents.length; i++) {
            if (parents[i] != stack.parents[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
