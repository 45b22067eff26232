package io.gemstream.gemma.engine;

/**
 * Tokens and times that a sequence cost in this engine.
 *
 * @param promptTokens tokens of the prompt, resumed ones not counted
 * @param completionTokens generated tokens, resumed ones and the end token counted
 * @param cachedTokens tokens, of the prompt or resumed, whose keys and values were in the cache already; what was lost
 *     to a preemption and found again does not count
 * @param queuedNanos from submission to the start of the first prefill step
 * @param prefillNanos from there to the first token sampled here
 * @param decodeNanos from there to the end
 */
public record SequenceUsage(
        int promptTokens,
        int completionTokens,
        int cachedTokens,
        long queuedNanos,
        long prefillNanos,
        long decodeNanos) {}
