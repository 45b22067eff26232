package io.gemstream.gemma.engine;

/**
 * Sizes of an engine; made by {@link #ofSlots}.
 *
 * @param slots sequences that run together, at least 1
 * @param maxBatchTokens tokens a step computes at most: one per decoding sequence, the rest for prefill; at least
 *     slots. Larger steps prefill faster and delay the other sequences, cancellations and deadlines longer
 * @param prefixCache whether sequences that begin with the same tokens share their keys and values, and find those of
 *     sequences that have ended; changes no token
 */
public record EngineOptions(int slots, int maxBatchTokens, boolean prefixCache) {

    private static final int USUAL_BATCH_TOKENS = 256;

    public EngineOptions {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
        }
        if (maxBatchTokens < slots) {
            throw new IllegalArgumentException("maxBatchTokens: " + maxBatchTokens + " (expected: >= slots)");
        }
    }

    /** So many slots, steps of 256 tokens, or as many as slots where these are more, and a prefix cache. */
    public static EngineOptions ofSlots(int slots) {
        return new EngineOptions(slots, Math.max(slots, USUAL_BATCH_TOKENS), true);
    }

    /** The same with other steps, see {@link #maxBatchTokens}. */
    public EngineOptions withMaxBatchTokens(int tokens) {
        return new EngineOptions(slots, tokens, prefixCache);
    }

    /** The same with or without a prefix cache, see {@link #prefixCache}. */
    public EngineOptions withPrefixCache(boolean shared) {
        return new EngineOptions(slots, maxBatchTokens, shared);
    }
}
