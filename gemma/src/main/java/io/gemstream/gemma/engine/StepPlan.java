package io.gemstream.gemma.engine;

import java.util.List;

/**
 * Plan of one step: slices of sequences that are computed together. A slice's numbers do not depend on other sequences.
 *
 * <p>A sequence has one slice; or, where logits at several of its positions are wanted, several of one token each,
 * which stand in the plan in the order of their positions and see each other as they would in one slice.
 *
 * @param slices in the order in which their logits come back
 */
public record StepPlan(List<StepSlice> slices) {

    public StepPlan {
        slices = List.copyOf(slices);
    }

    /** Tokens over all slices. */
    public int rows() {
        int rows = 0;
        for (StepSlice slice : slices) {
            rows += slice.count();
        }
        return rows;
    }
}
