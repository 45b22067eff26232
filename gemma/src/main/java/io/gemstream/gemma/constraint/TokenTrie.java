package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Arranges the bytes of a vocabulary as a trie that grammars walk (ADR 29). Built once per model and shared; immutable
 * and thread-safe.
 *
 * <p>A vocabulary should hold all 256 single bytes, as Gemma's byte pieces do; then every text of a grammar can be
 * spelled and no generation gets stuck.
 */
public final class TokenTrie {

    private static final int MAX_SLICINGS = 8;

    private final byte[][] tokenBytes; // [vocabulary], empty for a token that never comes out
    private final int[] sorted; // tokens by their bytes
    private final BitSet endTokens;
    private final Slicing plain;
    private final Map<List<CodePointSet>, Slicing> slicings = new LinkedHashMap<>(); // guarded by itself

    private TokenTrie(byte[][] tokenBytes, int[] sorted, BitSet endTokens, Slicing plain) {
        this.tokenBytes = tokenBytes;
        this.sorted = sorted;
        this.endTokens = endTokens;
        this.plain = plain;
    }

    /**
     * @param tokenBytes [vocabulary] the bytes each token adds to the text; kept, not copied
     * @param isControl tokens that stand for no text; they and those of no bytes are never allowed
     * @param isEnd tokens that end a generation; allowed where the grammar may end, and nowhere else
     */
    public static TokenTrie of(byte[][] tokenBytes, IntPredicate isControl, IntPredicate isEnd) {
        byte[][] usable = tokenBytes.clone();
        BitSet end = new BitSet();
        for (int id = 0; id < usable.length; id++) {
            end.set(id, isEnd.test(id));
            if (end.get(id) || isControl.test(id)) {
                usable[id] = new byte[0];
            }
        }
        int[] sorted = IntStream.range(0, usable.length)
                .filter(id -> usable[id].length > 0 && usable[id].length <= TrieNodes.MAX_TOKEN_BYTES)
                .boxed()
                .sorted((a, b) -> Arrays.compareUnsigned(usable[a], usable[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new TokenTrie(usable, sorted, end, Slicing.of(usable, sorted, List.of(JsonText.PLAIN)));
    }

    /** Number of token ids. */
    public int size() {
        return tokenBytes.length;
    }

    /** Length of a mask, in longs: a bit per token, token {@code t} in bit {@code t % 64} of word {@code t / 64}. */
    public int maskWords() {
        return (tokenBytes.length + Long.SIZE - 1) / Long.SIZE;
    }

    boolean isEnd(int token) {
        return endTokens.get(token);
    }

    BitSet endTokens() {
        return endTokens;
    }

    byte[] bytes(int token) {
        return tokenBytes[token];
    }

    /** Slices by classes of code points; those of JSON strings are always at hand. */
    Slicing slicing(List<CodePointSet> classes) {
        if (classes.isEmpty() || classes.equals(plain.atoms())) {
            return plain;
        }
        synchronized (slicings) {
            Slicing known = slicings.get(classes);
            if (known == null) {
                if (slicings.size() == MAX_SLICINGS) {
                    slicings.remove(slicings.keySet().iterator().next());
                }
                known = Slicing.of(tokenBytes, sorted, classes);
                slicings.put(classes, known);
            }
            return known;
        }
    }

    @Override
    public String toString() {
        return "TokenTrie[" + tokenBytes.length + " tokens, end " + endTokens + ", "
                + Arrays.stream(tokenBytes).filter(b -> b.length > 0).count() + " with text]";
    }
}
