package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockTable;
import java.util.ArrayList;
import java.util.List;

/**
 * A step in the making: takes as much of each sequence as the token budget has left. Tokens of a prompt that is scored
 * go in as slices of one token, since a slice has the logits after its last token only; so do guesses.
 */
final class StepBuilder {

    /** Scored tokens of a step at most: each needs a row of logits, 1 MiB with Gemma 3. */
    static final int MOST_SCORED = 32;

    private final List<Sequence> sequences = new ArrayList<>();
    private final List<StepSlice> slices = new ArrayList<>();
    private int budget;
    private int scoredBudget = MOST_SCORED;

    StepBuilder(int maxTokens) {
        this.budget = maxTokens;
    }

    boolean hasRoom() {
        return budget > 0;
    }

    /** Adds what fits of the sequence's pending tokens, if anything does. */
    void add(Sequence sequence, BlockTable blocks) {
        int unscored = sequence.unscored();
        int scored = Math.min(unscored, Math.min(budget, scoredBudget));
        for (int i = 0; i < scored; i++) {
            add(sequence, blocks, sequence.computed() + i, 1, true);
        }
        scoredBudget -= scored;
        int pending = sequence.pending() - scored;
        int count = Math.min(pending, budget);
        if (scored == unscored && count > 0) {
            add(sequence, blocks, sequence.computed() + scored, count, count == pending);
            addGuesses(sequence, blocks);
        }
    }

    ScheduledStep build() {
        return new ScheduledStep(List.copyOf(sequences), new StepPlan(slices));
    }

    /** Each a slice of its own: the token after every one of them is to be chosen. */
    private void addGuesses(Sequence sequence, BlockTable blocks) {
        int guesses = Math.min(sequence.guessed(), budget);
        for (int i = 0; i < guesses; i++) {
            add(sequence, blocks, sequence.length() + i, 1, true);
        }
    }

    private void add(Sequence sequence, BlockTable blocks, int start, int count, boolean wantsLogits) {
        sequences.add(sequence);
        slices.add(new StepSlice(blocks, sequence.tokens(), start, count, start, wantsLogits));
        budget -= count;
    }
}
