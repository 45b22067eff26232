package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

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

    /** @param ids tokens to include; those of no bytes or of too many are left out */
    static TrieNodes of(byte[][] tokenBytes, List<Integer> ids) {
        int[] sorted = ids.stream()
                .filter(id -> tokenBytes[id].length > 0 && tokenBytes[id].length <= MAX_TOKEN_BYTES)
                .sorted(Comparator.<Integer, byte[]>comparing(id -> tokenBytes[id], Arrays::compareUnsigned)
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
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

    /** Sets the bits of the tokens whose bytes can be read from a state. */
    void allow(StateGraph graph, State from, long[] bits) {
        byte[] byteClass = graph.byteClass();
        State[] path = new State[maxDepth + 1];
        path[0] = from;
        int size = bytes.length;
        for (int n = 0; n < size; ) {
            int depth = depths[n];
            State state = graph.stepClass(path[depth - 1], byteClass[bytes[n] & 0xff] & 0xff);
            if (state == State.DEAD) {
                n = skips[n];
                continue;
            }
            path[depth] = state;
            for (int t = firstToken[n]; t < firstToken[n + 1]; t++) {
                bits[tokens[t] >> 6] |= 1L << tokens[t];
            }
            n++;
        }
    }
}
