package io.gemstream.standalone.bench;

import java.util.Collections;
import java.util.List;

/**
 * Plan of a benchmark: lengths, numbers of streams, and runs.
 *
 * @param prompt tokens of the prompt that is prefilled
 * @param generate steps of a decode run
 * @param batches numbers of streams that decode together
 * @param runs timed runs of each measurement, after one that is not
 */
public record BenchPlan(int prompt, int generate, List<Integer> batches, int runs) {

    /** Tokens that a stream has before its decoding is timed. */
    static final int DEPTH = 16;

    private static final int BLOCK_TOKENS = 16;

    public BenchPlan {
        require("--prompt", prompt);
        require("--generate", generate);
        require("--runs", runs);
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("--batch: empty (expected: numbers of streams, as in 1,4)");
        }
        batches.forEach(batch -> require("--batch", batch));
        batches = batches.stream().sorted().distinct().toList();
    }

    /** The largest number of streams. */
    public int streams() {
        return Collections.max(batches);
    }

    /** Positions of the KV cache that the measurements need: whole blocks for each stream. */
    public long positions() {
        long perStream = Math.ceilDiv(DEPTH + generate, BLOCK_TOKENS) * (long) BLOCK_TOKENS;
        return Math.max(prompt, streams() * perStream);
    }

    /** Positions per block of the KV cache. */
    public int blockTokens() {
        return BLOCK_TOKENS;
    }

    private static void require(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: >= 1)");
        }
    }
}
