package io.gemstream.gemma.engine;

import java.util.List;

/**
 * Guesses how texts go on. A guess changes no token of any text, only how many come out of a step: the engine computes
 * the guesses together with the token before them, chooses each token as ever, and keeps what agrees.
 *
 * <p>Called by the engine's thread only, before a step, which waits for it.
 */
public interface Proposer {

    /**
     * Guesses the next tokens of some texts.
     *
     * @param texts all that are worth a guess now; the same text comes again with more tokens, and never with others
     * @return one array per text, of at most {@link OpenText#most} ids that are in the vocabulary; empty for no guess
     */
    List<int[]> propose(List<OpenText> texts);

    /** Forgets a text; one that was never guessed at is none of its business. Its id may come again with another text. */
    void end(String id);
}
