package io.gemstream.gemma.engine;

import java.util.List;

/**
 * Settings of speculative decoding (Leviathan et al. 2023, arXiv:2211.17192): the proposer of draft tokens, and limits
 * on their number (ADR 16). A token is a function of logits, seed and index alone, so where their method keeps the
 * distribution of the texts, this keeps the texts.
 *
 * @param proposer what drafts; belongs to the caller, and serves one engine
 * @param tokens drafts of one sequence in a step at most, at least 1
 * @param rows decoding sequences and drafts of a step together at most: a step of so many rows is no longer bound by
 *     the reading of weights, and drafts are no longer nearly free. With as many sequences nothing is drafted
 */
public record Speculation(Proposer proposer, int tokens, int rows) {

    /** Drafts nothing. */
    public static final Speculation OFF = new Speculation(new Silent(), 1, 1);

    private static final int USUAL_ROWS = 16;

    public Speculation {
        if (tokens < 1) {
            throw new IllegalArgumentException("tokens: " + tokens + " (expected: >= 1)");
        }
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + " (expected: >= 1)");
        }
    }

    /** With 16 rows. */
    public Speculation(Proposer proposer, int tokens) {
        this(proposer, tokens, USUAL_ROWS);
    }

    private record Silent() implements Proposer {

        @Override
        public List<int[]> propose(List<ProposerInput> inputs) {
            return inputs.stream().map(_ -> new int[0]).toList();
        }

        @Override
        public void end(String id) {}
    }
}
