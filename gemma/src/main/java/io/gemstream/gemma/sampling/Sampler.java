package io.gemstream.gemma.sampling;

/**
 * Chooses a token from a row of logits. Order: bias, repetition penalty, frequency and presence penalty, bans and mask,
 * temperature, top-k, top-p, min-p; then a draw by {@link CounterRandom}, so the choice depends on nothing but the
 * arguments. A masked token has minus infinity, which no bias, penalty or temperature moves: where in the order the mask
 * comes makes no difference as long as it comes before the filters, which then count allowed tokens only.
 *
 * <p>Owns scratch for one vocabulary and allocates nothing of that size per token. Not thread-safe.
 */
public final class Sampler {

    private final int vocabularySize;
    private final float[] adjusted; // [vocabulary]
    private final LogSumExp sums;
    private final Candidates candidates;
    private final TokenScorer scorer;

    /** A sampler with the exponentials of Java. */
    public Sampler(int vocabularySize) {
        this(vocabularySize, RowExponentials.ofJava());
    }

    /**
     * @param vocabularySize ids that may come out; logits beyond, the padding of some weight files, are not looked at
     * @param exponentials used as long as this is
     */
    public Sampler(int vocabularySize, RowExponentials exponentials) {
        this.vocabularySize = vocabularySize;
        this.adjusted = new float[vocabularySize];
        this.sums = new LogSumExp(exponentials);
        this.candidates = new Candidates(vocabularySize, sums);
        this.scorer = new TokenScorer(vocabularySize, sums);
    }

    /**
     * Chooses the token with index {@code index} of a generated text.
     *
     * @param logits [at least vocabulary], left as they are
     * @param history what the penalties look at
     * @param limits what must not come out
     * @param index index of the token among the generated ones, from 0; with the seed, decides the draw
     * @throws IllegalArgumentException if the logits hold NaN or infinity, or leave nothing to choose
     */
    public ScoredToken sample(
            float[] logits, SamplerOptions options, TokenHistory history, TokenLimits limits, int index) {
        return sample(Logits.Row.of(logits), options, history, limits, index);
    }

    /**
     * As above, for whatever is known of the logits.
     *
     * @param logits of {@link Logits.Best} at least as many as {@link SamplerOptions#decisive} says, and all equal to
     *     the last of them; not where {@code limits} keep a token out
     */
    public ScoredToken sample(
            Logits logits, SamplerOptions options, TokenHistory history, TokenLimits limits, int index) {
        return switch (logits) {
            case Logits.Row row -> sample(row, options, history, limits, index);
            case Logits.Best best -> sample(best, options, limits, index);
        };
    }

    private ScoredToken sample(
            Logits.Row logits, SamplerOptions options, TokenHistory history, TokenLimits limits, int index) {
        float largest = sums.max(logits.row(), vocabularySize);
        double logSum = scorer.logSum(logits, largest);
        float[] row = adjust(logits.row(), options, history, limits);
        float most = row == logits.row() ? largest : sums.max(row, vocabularySize);
        int id = options.greedy() ? first(row, most) : draw(row, vocabularySize, most, options, index);
        return scorer.score(logits.row(), largest, logSum, id, options.logprobs());
    }

    /** Draws a place among the best: they are in the order in which candidates of a whole row would be, too. */
    private ScoredToken sample(Logits.Best best, SamplerOptions options, TokenLimits limits, int index) {
        if (options.decisive() == 0 || !limits.isNone()) {
            throw new IllegalArgumentException("logits: the best " + best.ids().length + " (expected: all of them)");
        }
        float largest = LogSumExp.requireFinite(Double.isNaN(best.logSum()) ? Float.NaN : best.logits()[0]);
        int place = options.greedy() ? 0 : draw(best.logits(), best.ids().length, largest, options, index);
        return scorer.score(best, place, options.logprobs());
    }

    /**
     * Scores a token that is there already, as {@link #sample} scores the one it chooses.
     *
     * @param best how many of the best tokens to report
     * @throws IllegalArgumentException if the logits hold NaN or infinity
     */
    public ScoredToken score(float[] logits, int id, int best) {
        return score(Logits.Row.of(logits), id, best);
    }

    /** As above, for a row that may come with its sum. */
    public ScoredToken score(Logits.Row logits, int id, int best) {
        float largest = sums.max(logits.row(), vocabularySize);
        return scorer.score(logits.row(), largest, scorer.logSum(logits, largest), id, best);
    }

    /** Ids from 0 that may come out: fewer than a row has, where its end is padding. */
    public int vocabularySize() {
        return vocabularySize;
    }

    /** The candidates that {@code sample} draws from. */
    Candidates candidates(float[] logits, SamplerOptions options, TokenHistory history) {
        float[] row = adjust(logits, options, history, TokenLimits.NONE);
        candidates.select(row, vocabularySize, sums.max(row, vocabularySize), options);
        return candidates;
    }

    private int draw(float[] row, int size, float largest, SamplerOptions options, int index) {
        candidates.select(row, size, largest, options);
        return candidates.draw(new CounterRandom(options.seed()).uniform(index));
    }

    /** The row itself where nothing changes it, else a changed copy in scratch. */
    private float[] adjust(float[] logits, SamplerOptions options, TokenHistory history, TokenLimits limits) {
        if (!options.hasPenalties() && options.logitBias().isEmpty() && limits.isNone()) {
            return logits;
        }
        System.arraycopy(logits, 0, adjusted, 0, vocabularySize);
        options.logitBias().forEach((id, bias) -> {
            if (id < vocabularySize) {
                adjusted[id] += bias;
            }
        });
        if (options.hasPenalties()) {
            history.penalise(adjusted, vocabularySize, options);
        }
        limits.apply(adjusted, vocabularySize);
        return adjusted;
    }

    /** The lowest id that has the largest logit. */
    private static int first(float[] row, float largest) {
        int id = 0;
        while (row[id] != largest) {
            id++;
        }
        return id;
    }
}
