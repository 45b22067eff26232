package io.gemstream.gemma.engine;

import java.util.List;

/**
 * Proposes draft tokens for running texts (ADR 16). A draft changes no token of any text, only how many come out of a
 * step: the engine computes the drafts together with the token before them, chooses each token as ever, and keeps what
 * agrees.
 *
 * <p>Called by the engine's thread only, before a step, which waits for it.
 */
public interface Proposer {

    /**
     * Drafts the next tokens of some texts.
     *
     * @param inputs all that are worth a draft now; the same text comes again with more tokens, and never with others
     * @return one array per text, of at most {@link ProposerInput#most} ids that are in the vocabulary; empty for no draft
     */
    List<int[]> propose(List<ProposerInput> inputs);

    /** Forgets a text; one that was never drafted for is none of its business. Its id may come again with another text. */
    void end(String id);
}
