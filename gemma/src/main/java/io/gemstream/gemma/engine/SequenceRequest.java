package io.gemstream.gemma.engine;

import io.gemstream.gemma.constraint.GrammarMasks;
import io.gemstream.gemma.sampling.SamplerOptions;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A text to generate. The arrays are not copied and must not change.
 *
 * @param id name for cancellation, unique among the sequences of an engine
 * @param prompt token ids, bos included, at least 1
 * @param resumed tokens of this generation that earlier attempts published: generation goes on after them, and they are
 *     not reported again
 * @param options how to choose tokens and when to stop; token limits count resumed tokens
 * @param contextLength tokens the prompt and the generated text have together at most
 * @param deadlineMillis milliseconds since the epoch after which the work is worthless; empty for none
 * @param grammar what the text must match; bound to the engine's tokenizer
 */
public record SequenceRequest(
        String id,
        int[] prompt,
        int[] resumed,
        SamplerOptions options,
        int contextLength,
        OptionalLong deadlineMillis,
        Optional<GrammarMasks> grammar) {

    public SequenceRequest {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("prompt: 0 tokens (expected: >= 1)");
        }
        if (contextLength < 1) {
            throw new IllegalArgumentException("contextLength: " + contextLength + " (expected: >= 1)");
        }
    }

    /** A text from its beginning, without deadline and grammar. */
    public static SequenceRequest of(String id, int[] prompt, SamplerOptions options, int contextLength) {
        return new SequenceRequest(id, prompt, new int[0], options, contextLength, OptionalLong.empty());
    }

    /** A text without a grammar. */
    public SequenceRequest(
            String id,
            int[] prompt,
            int[] resumed,
            SamplerOptions options,
            int contextLength,
            OptionalLong deadlineMillis) {
        this(id, prompt, resumed, options, contextLength, deadlineMillis, Optional.empty());
    }

    /** The same under a grammar, which must be bound to the engine's tokenizer. */
    public SequenceRequest withGrammar(GrammarMasks masks) {
        return new SequenceRequest(id, prompt, resumed, options, contextLength, deadlineMillis, Optional.of(masks));
    }

    /** The same in another context. */
    SequenceRequest within(int tokens) {
        return new SequenceRequest(id, prompt, resumed, options, tokens, deadlineMillis, grammar);
    }

    /** Tokens the sequence ends with at most: the prompt and all it may generate, cut at the context. */
    public int limit() {
        return (int) Math.min((long) prompt.length + options.maxTokens(), contextLength);
    }
}
