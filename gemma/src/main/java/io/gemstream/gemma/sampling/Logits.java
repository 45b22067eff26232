package io.gemstream.gemma.sampling;

import java.util.OptionalDouble;

/** Logits after a token: the whole row, or only the best. */
public sealed interface Logits {

    /**
     * All logits.
     *
     * @param row [at least vocabulary]
     * @param logSum as in {@link Best}, where whoever computed the logits summed them, too. Then scores are those of
     *     {@code Best}, bit for bit; else they come out of the row
     */
    record Row(float[] row, OptionalDouble logSum) implements Logits {

        /** A row of which nothing else is known. */
        public static Row of(float[] row) {
            return new Row(row, OptionalDouble.empty());
        }
    }

    /**
     * The best logits: no token that is left out is as good as any that can be chosen from these.
     *
     * @param ids token ids, best first; of equal logits the lower id first
     * @param logits their logits
     * @param logSum logarithm of the sum, over the whole vocabulary, of exp(logit - best logit)
     */
    record Best(int[] ids, float[] logits, double logSum) implements Logits {}
}
