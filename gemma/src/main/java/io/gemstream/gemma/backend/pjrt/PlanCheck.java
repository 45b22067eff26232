package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;

/**
 * Refuses plans before anything is computed.
 *
 * @param vocabularySize token ids there are
 * @param maxTokens positions that one sequence can have
 */
record PlanCheck(int vocabularySize, int maxTokens) {

    void plan(StepPlan plan) {
        for (StepSlice slice : plan.slices()) {
            if (slice.start() + slice.count() > maxTokens) {
                throw new IllegalArgumentException("sequence: " + (slice.start() + slice.count())
                        + " positions (expected: at most " + maxTokens + ")");
            }
            for (int i = slice.offset(); i < slice.offset() + slice.count(); i++) {
                int token = slice.tokens()[i];
                if (token < 0 || token >= vocabularySize) {
                    throw new IllegalArgumentException(
                            "token: " + token + " (expected: 0 to " + (vocabularySize - 1) + ")");
                }
            }
        }
    }

    void logits(StepPlan plan, float[][] logits) {
        if (logits.length != plan.slices().size()) {
            throw new IllegalArgumentException(
                    "logits: " + logits.length + " rows (expected: " + plan.slices().size() + ", one per slice)");
        }
        for (int s = 0; s < logits.length; s++) {
            if (plan.slices().get(s).wantsLogits() && logits[s].length != vocabularySize) {
                throw new IllegalArgumentException(
                        "logits[" + s + "]: " + logits[s].length + " floats (expected: " + vocabularySize + ")");
            }
        }
    }

    void best(StepPlan plan, int[] best, int most) {
        if (best.length != plan.slices().size()) {
            throw new IllegalArgumentException(
                    "best: " + best.length + " numbers (expected: " + plan.slices().size() + ", one per slice)");
        }
        for (int count : best) {
            if (count < 0 || count > most) {
                throw new IllegalArgumentException("best: " + count + " (expected: 0 to " + most + ")");
            }
        }
    }
}
