package io.gemstream.gemma.engine;

/**
 * Sizes of an engine.
 *
 * @param slots sequences that run together, at least 1
 * @param maxBatchTokens tokens a step computes at most: one per decoding sequence, the rest for prefill; at least slots.
 *     Larger steps prefill faster and delay the other sequences, cancellations and deadlines longer
 */
public record EngineOptions(int slots, int maxBatchTokens) {

    public EngineOptions {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: >= 1)");
        }
        if (maxBatchTokens < slots) {
            throw new IllegalArgumentException("maxBatchTokens: " + maxBatchTokens + " (expected: >= slots)");
        }
    }
}
