package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.Logits;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A backend that can pick the best tokens where it computes (ADR 17). Where they decide, a step copies a few numbers
 * from the device instead of a logit for every token there is.
 */
public interface TopKBackend extends Backend {

    /** Largest number of best tokens that can be asked for. */
    int mostBest();

    /**
     * As {@link #run(StepPlan, float[][])}, with less to copy. Which logits a slice has does not depend on what is wanted
     * of it or of others.
     *
     * @param plan what to compute, at least one slice
     * @param best per slice, how many of the best tokens are enough, at most {@link #mostBest}; 0 for all logits
     * @param rows gives the row to write to, {@code [vocabularySize]}, by the slice's number; asked for slices whose
     *     whole row is wanted, or for which the best cannot be told from others as good
     * @return what each slice that wants logits has, in the order of the plan: a {@link Logits.Row}, with its sum, where
     *     all were wanted; else {@link Logits.Best} with all that are as good as the last one asked for, or a row
     */
    List<Logits> run(StepPlan plan, int[] best, IntFunction<float[]> rows);
}
