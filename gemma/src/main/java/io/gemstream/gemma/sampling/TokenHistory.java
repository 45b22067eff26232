package io.gemstream.gemma.sampling;

import java.util.HashMap;
import java.util.Map;

/** Counts the tokens that a sequence has seen, for the penalties. Not thread-safe; one per sequence. */
public final class TokenHistory {

    private final Map<Integer, Integer> outputCounts = new HashMap<>(); // prompt tokens with 0

    /** @param prompt tokens the sequence starts from */
    public TokenHistory(int[] prompt) {
        for (int id : prompt) {
            outputCounts.put(id, 0);
        }
    }

    /** Counts a generated token. */
    public void add(int id) {
        outputCounts.merge(id, 1, Integer::sum);
    }

    /** Applies the penalties in place; ids beyond the logits are left out. */
    void penalise(float[] logits, int size, SamplerOptions options) {
        outputCounts.forEach((id, count) -> {
            if (id < size) {
                double logit = logits[id];
                logit = logit > 0 ? logit / options.repetitionPenalty() : logit * options.repetitionPenalty();
                logit -= options.frequencyPenalty() * count;
                logit -= count > 0 ? options.presencePenalty() : 0;
                // Logits near the limits of floats would become infinite, which no draw bears.
                logits[id] = (float) Math.clamp(logit, -Float.MAX_VALUE, Float.MAX_VALUE);
            }
        });
    }
}
