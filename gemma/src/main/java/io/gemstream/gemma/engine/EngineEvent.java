package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.ScoredToken;
import io.gemstream.gemma.sampling.TokenLogprob;
import java.util.List;
import java.util.Optional;

/** An event of one sequence. Texts of all tokens and the trailing text, joined, are the generated text. */
public sealed interface EngineEvent {

    /**
     * Tokens of the prompt were scored. All of them are before the first token is chosen, in order and in portions of
     * the same sizes for the same prompt.
     *
     * @param first position of the first of them in the prompt, at least 1: the first token follows nothing
     * @param tokens tokens of the prompt, with as many of the best beside each as the options ask for
     */
    record PromptScored(int first, List<ScoredToken> tokens) implements EngineEvent {
        public PromptScored {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * A token was chosen.
     *
     * @param index index among the generated tokens, from 0, resumed tokens counted
     * @param id token id
     * @param logprob natural logarithm of its probability under the model's own logits
     * @param text text that became certain with it; empty where a code point is unfinished, a stop string may have
     *     begun, or the token ends the text
     * @param best as many of the model's best tokens as the options ask for, see {@link ScoredToken#best}
     */
    record TokenSampled(int index, int id, float logprob, String text, List<TokenLogprob> best)
            implements EngineEvent {}

    /**
     * The sequence ended; nothing follows.
     *
     * @param reason why
     * @param trailingText text that was held back and is part of the answer after all
     * @param usage what it cost
     * @param failure the cause, present where the reason is {@link EndReason#ERROR}
     */
    record Finished(EndReason reason, String trailingText, SequenceUsage usage, Optional<Throwable> failure)
            implements EngineEvent {}
}
