package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a step: takes as much of each sequence as the token budget has left. Tokens of a prompt that is scored go in
 * as slices of one token, since a slice has the logits after its last token only; so do drafts.
 */
final class StepBuilder {

    /** Scored tokens of a step at most: each needs a row of logits, 1 MiB with Gemma 3. */
    static final int MOST_SCORED = 32;

    private final List<Sequence> sequences = new ArrayList<>();
    private final List<StepSlice> slices = new ArrayList<>();
    private int budget;
    private int scoredBudget = MOST_SCORED;

    /**
     * Share that a sequence gets of a step.
     *
     * @param scored slices of one token
     * @param plain tokens of the slice after them
     * @param drafts slices of one token behind the text
     */
    record Share(int scored, int plain, int drafts) {

        int tokens() {
            return scored + plain + drafts;
        }

        Share withoutDrafts() {
            return new Share(scored, plain, 0);
        }
    }

    StepBuilder(int maxTokens) {
        this.budget = maxTokens;
    }

    boolean hasRoom() {
        return budget > 0;
    }

    /** The share of the sequence's pending tokens that fits; may be nothing. */
    Share share(Sequence sequence) {
        int unscored = sequence.unscored();
        if (unscored > 0 && sequence.lost() > 0) {
            return new Share(0, Math.min(sequence.lost(), budget), 0);
        }
        int scored = Math.min(unscored, Math.min(budget, scoredBudget));
        int rest = scored == unscored ? Math.min(sequence.pending() - scored, budget - scored) : 0;
        return new Share(scored, rest, rest > 0 ? Math.min(sequence.drafted(), budget - scored - rest) : 0);
    }

    /** Adds a sequence's share, for which the blocks have room. */
    void add(Sequence sequence, BlockTable blocks, Share share) {
        int start = sequence.computed();
        for (int i = 0; i < share.scored(); i++) {
            add(sequence, blocks, start + i, 1, true);
        }
        scoredBudget -= share.scored();
        if (share.plain() > 0) {
            boolean last = share.scored() + share.plain() == sequence.pending();
            add(sequence, blocks, start + share.scored(), share.plain(), last);
        }
        for (int i = 0; i < share.drafts(); i++) {
            add(sequence, blocks, sequence.length() + i, 1, true); // the token after every one of them is to be chosen
        }
    }

    /** Takes a sequence's slices out again. */
    void drop(Sequence sequence) {
        for (int i = slices.size() - 1; i >= 0; i--) {
            if (sequences.get(i) == sequence) {
                budget += slices.get(i).count();
                sequences.remove(i);
                slices.remove(i);
            }
        }
    }

    ScheduledStep build() {
        return new ScheduledStep(List.copyOf(sequences), new StepPlan(slices));
    }

    private void add(Sequence sequence, BlockTable blocks, int start, int count, boolean wantsLogits) {
        sequences.add(sequence);
        slices.add(new StepSlice(blocks, sequence.tokens(), start, count, start, wantsLogits));
        budget -= count;
    }
}
