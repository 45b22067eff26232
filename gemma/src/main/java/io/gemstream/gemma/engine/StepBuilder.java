package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockTable;
import java.util.ArrayList;
import java.util.List;

/** A step in the making: takes as much of each sequence as the token budget has left. */
final class StepBuilder {

    private final List<Sequence> sequences = new ArrayList<>();
    private final List<StepSlice> slices = new ArrayList<>();
    private int budget;

    StepBuilder(int maxTokens) {
        this.budget = maxTokens;
    }

    boolean hasRoom() {
        return budget > 0;
    }

    /** Adds what fits of the sequence's pending tokens, if anything does. */
    void add(Sequence sequence, BlockTable blocks) {
        int count = Math.min(sequence.pending(), budget);
        if (count == 0) {
            return;
        }
        int start = sequence.computed();
        boolean last = count == sequence.pending();
        sequences.add(sequence);
        slices.add(new StepSlice(blocks, sequence.tokens(), start, count, start, last));
        budget -= count;
    }

    ScheduledStep build() {
        return new ScheduledStep(List.copyOf(sequences), new StepPlan(slices));
    }
}
