package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;

/**
 * Memory a {@link CpuBackend} takes.
 *
 * @param weightBytes mapped from the file: page cache, not heap
 * @param packedBytes weights packed for the profile, off the heap
 * @param kvBytes KV cache when it is full, on the heap
 * @param scratchBytes activations of a step, on the heap
 */
public record MemoryEstimate(long weightBytes, long packedBytes, long kvBytes, long scratchBytes) {

    /** Computes the need; allocates nothing. */
    public static MemoryEstimate of(GemmaConfig config, GemmaWeights weights, CpuOptions options) {
        long cached = (long) options.blocks() * options.blockTokens();
        return new MemoryEstimate(
                weights.matrixBytes(),
                options.profile() == NumericProfile.FAST ? PanelProducts.packedBytes(weights) : 0,
                cached * config.kvFloatsPerToken() * Float.BYTES,
                Activations.floats(config) * Float.BYTES
                        + options.threads() * ThreadScratch.floats(config, (int) cached) * Float.BYTES
                        + sharedParts(options) * AttentionPart.spans((int) cached) * AttentionPart.floats(config)
                                * Float.BYTES);
    }

    /** With so few key heads in a pass, threads share their spans: with a whole one each, some would idle. */
    static long sharedParts(CpuOptions options) {
        return 4L * options.threads() - 1;
    }

    /** What has to fit into the heap. */
    public long heapBytes() {
        return kvBytes + scratchBytes;
    }
}
