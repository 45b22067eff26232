package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockTable;
import java.time.Duration;
import java.util.List;

/**
 * Runs a backend on made-up tokens until the just-in-time compiler has had its chance and the weights are in memory:
 * interpreted vector code, where a profile has it, is a hundred times slower, and without this the first request would pay
 * for it. What it writes to the KV cache is overwritten by whoever uses the blocks next.
 */
public final class WarmUp {

    private static final int CHUNK = 32;
    private static final int DECODES = 8;
    private static final int ROUNDS = 40;

    private WarmUp() {}

    /**
     * Alternates prefill and decode.
     *
     * @param backend one that no engine uses yet
     * @param limit no new step after this time, but one of each kind is always made; zero: nothing is done
     */
    public static void run(Backend backend, Duration limit) {
        if (limit.isZero()) {
            return;
        }
        int positions = Math.min(CHUNK + DECODES, backend.kvCacheTokens());
        BlockTable blocks = BlockTable.consecutive(
                backend.groups().size(), backend.blockTokens(), 0, Math.ceilDiv(positions, backend.blockTokens()));
        int[] tokens = new int[positions];
        for (int i = 0; i < positions; i++) {
            tokens[i] = i % backend.vocabularySize();
        }
        float[][] logits = new float[1][backend.vocabularySize()];
        long end = System.nanoTime() + limit.toNanos();
        int chunk = Math.max(1, positions - DECODES);
        for (int round = 0; round < ROUNDS; round++) {
            for (int start = 0, count = chunk; start < positions; start += count, count = 1) {
                boolean both = round > 0 || start > chunk;
                if (both && System.nanoTime() - end >= 0) {
                    return;
                }
                backend.run(new StepPlan(List.of(new StepSlice(blocks, tokens, start, count, start, true))), logits);
            }
        }
    }
}
