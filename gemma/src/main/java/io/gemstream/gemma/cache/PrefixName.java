package io.gemstream.gemma.cache;

import java.util.Arrays;

/**
 * Identifies the content of a full block: its tokens, and all tokens before them, on which its keys and values depend
 * as much. Equal names mean equal tokens from the first one on; the hash, chained from block to block, only finds
 * candidates.
 */
public final class PrefixName {

    /** No tokens: the name before the first block's. */
    static final PrefixName ROOT = new PrefixName();

    private final PrefixName parent; // its own where it is the root
    private final int[] tokens; // [blockTokens]
    private final int depth;
    private final long hash;

    private PrefixName() {
        this.parent = this;
        this.tokens = new int[0];
        this.depth = 0;
        this.hash = 0;
    }

    private PrefixName(PrefixName parent, int[] tokens, long hash) {
        this.parent = parent;
        this.tokens = tokens;
        this.depth = parent.depth + 1;
        this.hash = hash;
    }

    /** The name of the block after this one's, which holds {@code tokens[from .. to)}. */
    PrefixName then(int[] tokens, int from, int to) {
        long next = hash;
        for (int i = from; i < to; i++) {
            next = (next ^ tokens[i]) * 0x9E3779B97F4A7C15L;
            next ^= next >>> 32;
        }
        return new PrefixName(this, Arrays.copyOfRange(tokens, from, to), next);
    }

    @Override
    public boolean equals(Object object) {
        if (!(object instanceof PrefixName other) || depth != other.depth) {
            return false;
        }
        // Names found in the index lead to the same parents, so this rarely goes further than one block.
        PrefixName a = this;
        PrefixName b = other;
        while (a != b) {
            if (a.hash != b.hash || !Arrays.equals(a.tokens, b.tokens)) {
                return false;
            }
            a = a.parent;
            b = b.parent;
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }
}
