package io.gemstream.gemma.sampling;

/**
 * Chooses a token from a row of logits. Order: bias, repetition penalty, frequency and presence penalty, temperature,
 * top-k, top-p, min-p; then a draw by {@link CounterRandom}, so the choice depends on nothing but the arguments.
 *
 * <p>Owns scratch for one vocabulary and allocates nothing of that size per token. Not thread-safe.
 */
public final class Sampler {

    private final int vocabularySize;
    private final float[] adjusted; // [vocabulary]
    private final Candidates candidates;

    /**
     * @param vocabularySize ids that may come out; logits beyond, the padding of some weight files, are not looked at
     */
    public Sampler(int vocabularySize) {
        this.vocabularySize = vocabularySize;
        this.adjusted = new float[vocabularySize];
        this.candidates = new Candidates(vocabularySize);
    }

    /**
     * Chooses the token with index {@code index} of a generated text.
     *
     * @param logits [at least vocabulary], left as they are
     * @param history what the penalties look at
     * @param banned ids that must not come out
     * @param index index of the token among the generated ones, from 0; with the seed, decides the draw
     * @throws IllegalArgumentException if the logits hold NaN or infinity, or leave nothing to choose
     */
    public SampledToken sample(
            float[] logits, SamplingOptions options, TokenHistory history, int[] banned, int index) {
        float rawMax = finite(LogSumExp.max(logits, vocabularySize));
        float[] row = adjust(logits, options, history, banned);
        int id = options.greedy() ? best(row) : draw(row, options, new CounterRandom(options.seed()).uniform(index));
        double logSum = Math.log(LogSumExp.sumExp(logits, vocabularySize, rawMax, 1));
        return new SampledToken(id, (float) ((double) logits[id] - rawMax - logSum));
    }

    /** What {@code sample} draws from. */
    Candidates candidates(float[] logits, SamplingOptions options, TokenHistory history) {
        float[] row = adjust(logits, options, history, new int[0]);
        candidates.select(row, finite(LogSumExp.max(row, vocabularySize)), options);
        return candidates;
    }

    private int draw(float[] row, SamplingOptions options, double u) {
        candidates.select(row, finite(LogSumExp.max(row, vocabularySize)), options);
        return candidates.draw(u);
    }

    /** The row itself where nothing changes it, else a changed copy in scratch. */
    private float[] adjust(float[] logits, SamplingOptions options, TokenHistory history, int[] banned) {
        if (!options.hasPenalties() && options.logitBias().isEmpty() && banned.length == 0) {
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
        for (int id : banned) {
            if (id < vocabularySize) {
                adjusted[id] = Float.NEGATIVE_INFINITY;
            }
        }
        return adjusted;
    }

    /** The largest, the lowest id on ties. */
    private int best(float[] row) {
        finite(LogSumExp.max(row, vocabularySize));
        int best = 0;
        for (int id = 1; id < vocabularySize; id++) {
            if (row[id] > row[best]) {
                best = id;
            }
        }
        return best;
    }

    private static float finite(float max) {
        if (!Float.isFinite(max)) {
            throw new IllegalArgumentException("logits: largest is " + max + " (expected: a finite number)");
        }
        return max;
    }
}
