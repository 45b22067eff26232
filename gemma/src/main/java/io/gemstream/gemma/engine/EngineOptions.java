package io.gemstream.gemma.engine;

/**
 * Sizes of an engine.
 *
 * @param slots sequences that run together, at least 1
 * @param maxBatchTokens tokens a step computes at most: one per decoding sequence, the rest for prefill; at least
 *     slots. Larger steps prefill faster and delay the other sequences, cancellations and deadlines longer
 * @param prefixCache whether sequences that begin with the same tokens share their keys and values, and find those of
 *     sequences that have ended; changes no token
 */
public record EngineOptions(int slots, int maxBatchTokens, boolean prefixCache) {

    public EngineOptions {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
        }
        if (maxBatchTokens < slots) {
            throw new IllegalArgumentException("maxBatchTokens: " + maxBatchTokens + " (expected: >= slots)");
        }
    }

    /** With a prefix cache. */
    public EngineOptions(int slots, int maxBatchTokens) {
        this(slots, maxBatchTokens, true);
    }
}
