package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A byte trie laid flat in depth-first order, so that a walk reads memory forwards and leaves a subtree by one jump.
 *
 * @param bytes per node
 * @param depths per node, 1 for the first byte
 * @param skips per node: the node after its subtree
 * @param firstToken per node and one more: its tokens are {@code tokens[firstToken[n] .. firstToken[n + 1])}
 * @param tokens ids
 * @param maxDepth bytes of the longest token
 */
record TrieNodes(byte[] bytes, byte[] depths, int[] skips, int[] firstToken, int[] tokens, int maxDepth) {

    /** Longer pieces are rare (runs of blanks) and are left to be spelled by shorter ones. */
    static final int MAX_TOKEN_BYTES = 127;

    /** @param sorted tokens to include, by their bytes; each has 1 to {@link #MAX_TOKEN_BYTES} */
    static TrieNodes of(byte[][] tokenBytes, int[] sorted) {
        int capacity = 1;
        byte[] previous = new byte[0];
        int maxDepth = 0;
        for (int id : sorted) {
            capacity += tokenBytes[id].length - shared(previous, tokenBytes[id]);
            previous = tokenBytes[id];
            maxDepth = Math.max(maxDepth, previous.length);
        }
        int size = capacity - 1;
        byte[] bytes = new byte[size];
        byte[] depths = new byte[size];
        int[] skips = new int[size];
        int[] firstToken = new int[size + 1];
        int[] path = new int[maxDepth + 1]; // open node at each depth
        int n = 0;
        int depth = 0;
        previous = new byte[0];
        for (int t = 0; t < sorted.length; t++) {
            byte[] token = tokenBytes[sorted[t]];
            int common = shared(previous, token);
            for (; depth > common; depth--) {
                skips[path[depth]] = n;
            }
            while (depth < token.length) {
                bytes[n] = token[depth];
                depths[n] = (byte) ++depth;
                firstToken[n] = t;
                path[depth] = n++;
            }
            previous = token;
        }
        for (; depth > 0; depth--) {
            skips[path[depth]] = n;
        }
        firstToken[n] = sorted.length;
        return new TrieNodes(bytes, depths, skips, firstToken, sorted, maxDepth);
    }

    private static int shared(byte[] a, byte[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    int size() {
        return bytes.length;
    }

    /** Sets the bits of the tokens that end at a node. */
    void set(int node, long[] bits) {
        setTokens(firstToken[node], firstToken[node + 1], bits);
    }

    /** Sets the bits of the tokens that start with a node's bytes. */
    void setSubtree(int node, long[] bits) {
        setTokens(firstToken[node], firstToken[skips[node]], bits);
    }

    /** Sets the bits of those tokens that start with a node's bytes and pass. */
    void setSubtreeIf(int node, IntPredicate passes, long[] bits) {
        for (int t = firstToken[node]; t < firstToken[skips[node]]; t++) {
            if (passes.test(tokens[t])) {
                bits[tokens[t] >> 6] |= 1L << tokens[t];
            }
        }
    }

    int subtreeTokens(int node) {
        return firstToken[skips[node]] - firstToken[node];
    }

    private void setTokens(int from, int to, long[] bits) {
        for (int t = from; t < to; t++) {
            bits[tokens[t] >> 6] |= 1L << tokens[t];
        }
    }

    /** Sets the bits of the tokens whose bytes can be read from a state. */
    void allow(StateGraph graph, State from, long[] bits) {
        byte[] byteClass = graph.byteClass();
        State[] path = new State[maxDepth + 1];
        path[0] = from;
        for (int n = 0; n < bytes.length; ) {
            int depth = depths[n];
            State state = graph.stepClass(path[depth - 1], byteClass[bytes[n] & 0xff] & 0xff);
            if (state == State.DEAD) {
                n = skips[n];
            } else {
                path[depth] = state;
                set(n++, bits);
            }
        }
    }
}
