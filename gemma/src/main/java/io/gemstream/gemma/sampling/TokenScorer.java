package io.gemstream.gemma.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * Computes log-probabilities from a row of logits. It is the only place where they are computed. Not
 * thread-safe, as its sums are not.
 */
final class TokenScorer {

    private final int vocabularySize;
    private final LogSumExp sums;

    TokenScorer(int vocabularySize, LogSumExp sums) {
        this.vocabularySize = vocabularySize;
        this.sums = sums;
    }

    /**
     * Logarithm of the sum of {@code exp(logit - largest)} over a row.
     *
     * @param largest the largest of them, finite
     * @throws IllegalArgumentException if a logit is NaN
     */
    double logSum(Logits.Row given, float largest) {
        return given.logSum()
                .orElseGet(() -> StrictMath.log(sums.sumExp(given.row(), vocabularySize, largest, 1)));
    }

    /**
     * Scores one token of a row.
     *
     * @param largest the largest of them, finite
     * @param logSum as from {@link #logSum}
     * @param best how many of the best tokens to report
     */
    ScoredToken score(float[] logits, float largest, double logSum, int id, int best) {
        List<TokenLogprob> tokens = new ArrayList<>(best);
        for (int other : best(logits, Math.min(best, vocabularySize))) {
            tokens.add(new TokenLogprob(other, logprob(logits[other], largest, logSum)));
        }
        return new ScoredToken(id, logprob(logits[id], largest, logSum), tokens);
    }

    /**
     * Scores one of the best tokens.
     *
     * @param place its place among them
     * @param best how many to report, at most as many as there are
     */
    ScoredToken score(Logits.Best given, int place, int best) {
        List<TokenLogprob> tokens = new ArrayList<>(best);
        for (int i = 0; i < Math.min(best, given.ids().length); i++) {
            tokens.add(new TokenLogprob(given.ids()[i], logprob(given, i)));
        }
        return new ScoredToken(given.ids()[place], logprob(given, place), tokens);
    }

    private static float logprob(Logits.Best given, int place) {
        return logprob(given.logits()[place], given.logits()[0], given.logSum());
    }

    private static float logprob(float logit, float largest, double logSum) {
        return (float) Math.max((double) logit - largest - logSum, -Float.MAX_VALUE);
    }

    /** Ids of the best tokens in order: insertion into a short sorted list, which few logits of a row get into. */
    private int[] best(float[] logits, int count) {
        int[] ids = new int[count];
        int size = 0;
        for (int id = 0; id < vocabularySize && count > 0; id++) {
            if (size == count && logits[id] <= logits[ids[size - 1]]) {
                continue;
            }
            int at = size == count ? size - 1 : size++;
            for (; at > 0 && logits[ids[at - 1]] < logits[id]; at--) {
                ids[at] = ids[at - 1];
            }
            ids[at] = id;
        }
        return ids;
    }
}
