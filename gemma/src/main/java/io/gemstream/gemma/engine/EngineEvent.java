package io.gemstream.gemma.engine;

import java.util.Optional;

/** What becomes of a sequence. Texts of all tokens and the trailing text, joined, are the generated text. */
public sealed interface EngineEvent {

    /**
     * A token was chosen.
     *
     * @param index index among the generated tokens, from 0, resumed tokens counted
     * @param id token id
     * @param logprob natural logarithm of its probability under the model's own logits
     * @param text text that became certain with it; empty where a code point is unfinished, a stop string may have begun,
     *     or the token ends the text
     */
    record TokenSampled(int index, int id, float logprob, String text) implements EngineEvent {}

    /**
     * The sequence ended; nothing follows.
     *
     * @param reason why
     * @param trailingText text that was held back and is part of the answer after all
     * @param usage what it cost
     * @param failure the cause, present where the reason is {@link FinishReason#ERROR}
     */
    record Finished(FinishReason reason, String trailingText, SequenceUsage usage, Optional<Throwable> failure)
            implements EngineEvent {}
}
