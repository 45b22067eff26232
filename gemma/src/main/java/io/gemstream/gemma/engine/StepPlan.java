package io.gemstream.gemma.engine;

import java.util.List;

/**
 * What one step computes: slices of different sequences, run together. A slice's numbers do not depend on the others.
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
