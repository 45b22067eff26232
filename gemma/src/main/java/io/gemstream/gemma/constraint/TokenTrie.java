package io.gemstream.gemma.constraint;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The bytes of a vocabulary, arranged for walking. Built once per model and shared; immutable and thread-safe.
 *
 * <p>A vocabulary should hold all 256 single bytes, as Gemma's byte pieces do; then every text of a grammar can be
 * spelled and no generation gets stuck.
 */
public final class TokenTrie {

    private static final int MAX_SLICINGS = 8;

    private final byte[][] tokenBytes; // [vocabulary], empty for a token that never comes out
    private final BitSet endTokens;
    private final Slicing plain;
    private final Map<CodePointSet, Slicing> slicings = new LinkedHashMap<>(); // guarded by itself

    private TokenTrie(byte[][] tokenBytes, BitSet endTokens, Slicing plain) {
        this.tokenBytes = tokenBytes;
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
        return new TokenTrie(usable, end, Slicing.of(usable, JsonText.PLAIN));
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

    /** Slices by a class of code points; the class of JSON strings is always at hand. */
    Slicing slicing(CodePointSet set) {
        if (set.equals(plain.set())) {
            return plain;
        }
        synchronized (slicings) {
            Slicing known = slicings.get(set);
            if (known == null) {
                if (slicings.size() == MAX_SLICINGS) {
                    slicings.remove(slicings.keySet().iterator().next());
                }
                known = Slicing.of(tokenBytes, set);
                slicings.put(set, known);
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
