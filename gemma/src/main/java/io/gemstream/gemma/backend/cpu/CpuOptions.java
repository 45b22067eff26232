package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.GemmaConfig;

/**
 * How the CPU backend is set up.
 *
 * @param threads threads that compute, the caller's included
 * @param blockTokens positions per KV block, a power of two
 * @param kvCacheTokens positions the KV cache has room for, over all sequences, where no window has passed any;
 *     rounded up to whole blocks
 * @param profile what the numbers are
 * @param kvFormat how the KV cache stores them
 */
public record CpuOptions(
        int threads, int blockTokens, long kvCacheTokens, NumericProfile profile, KvFormat kvFormat) {

    private static final int USUAL_BLOCK_TOKENS = 16;
    private static final int USUAL_CACHE_TOKENS = 8192;

    public CpuOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
        }
        if (blockTokens < 1 || Integer.bitCount(blockTokens) != 1) {
            throw new IllegalArgumentException("blockTokens: " + blockTokens + " (expected: a power of two)");
        }
        if (kvCacheTokens < 1 || kvCacheTokens > Integer.MAX_VALUE - blockTokens) {
            throw new IllegalArgumentException(
                    "kvCacheTokens: " + kvCacheTokens + " (expected: 1 to " + (Integer.MAX_VALUE - blockTokens) + ")");
        }
    }

    /** With the KV cache that is usual in the profile. */
    public CpuOptions(int threads, int blockTokens, long kvCacheTokens, NumericProfile profile) {
        this(threads, blockTokens, kvCacheTokens, profile, profile.usualKvFormat());
    }

    /** In the profile {@code exact}. */
    public CpuOptions(int threads, int blockTokens, long kvCacheTokens) {
        this(threads, blockTokens, kvCacheTokens, NumericProfile.EXACT);
    }

    /** All processors, and one sequence of the model's context length or 8192 positions, whichever is less. */
    public static CpuOptions defaults(GemmaConfig config) {
        return new CpuOptions(
                Runtime.getRuntime().availableProcessors(), USUAL_BLOCK_TOKENS,
                Math.min(config.contextLength(), USUAL_CACHE_TOKENS));
    }

    /** KV blocks that hold {@link #kvCacheTokens}, in each group of layers. */
    public int blocks() {
        return Math.toIntExact(Math.ceilDiv(kvCacheTokens, blockTokens));
    }

    /** Positions that {@link #blocks} hold. */
    int positions() {
        return blocks() * blockTokens;
    }
}
