package io.gemstream.gemma.sampling;

import java.util.List;

/**
 * A token that stands in a text, how likely the model found it, and what it found likelier. All numbers come from one
 * pass over the same logits, so the token's own is bit for bit that of its entry among the best.
 *
 * @param id token id
 * @param logprob see {@link TokenLogprob#logprob}
 * @param best as many of the best tokens as were asked for, best first, the lower id first on equal logits; the token
 *     itself may not be among them
 */
public record ScoredToken(int id, float logprob, List<TokenLogprob> best) {

    public ScoredToken {
        best = List.copyOf(best);
    }
}
