package io.gemstream.tokenizer.placement;

import java.util.List;

/**
 * Computes the hashes by which prompts that begin alike are recognized: one per whole chunk of {@value #CHUNK} tokens,
 * each over all tokens up to its chunk's end. The chunk is a multiple of a cache block, since only whole blocks are
 * found again.
 */
final class PrefixChain {

    static final int CHUNK = 64;
    /** Prompts that are alike for so many chunks are taken for alike. */
    static final int MOST_CHUNKS = 32;

    private PrefixChain() {}

    /** The hashes, the shortest beginning first; empty for a prompt shorter than a chunk. */
    static long[] of(List<Integer> tokens) {
        long[] chain = new long[Math.min(tokens.size() / CHUNK, MOST_CHUNKS)];
        long hash = 0x9e3779b97f4a7c15L;
        for (int i = 0; i < chain.length * CHUNK; i++) {
            hash = (hash ^ tokens.get(i)) * 0xff51afd7ed558ccdL;
            hash ^= hash >>> 32;
            if (i % CHUNK == CHUNK - 1) {
                chain[i / CHUNK] = hash;
            }
        }
        return chain;
    }
}
