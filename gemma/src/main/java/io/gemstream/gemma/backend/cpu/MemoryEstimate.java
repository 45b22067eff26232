package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;

/**
 * Memory a {@link CpuBackend} takes.
 *
 * @param weightBytes mapped from the file: page cache, not heap
 * @param packedBytes weights packed for the profile, off the heap
 * @param kvBytes KV cache when it is full
 * @param kvOnHeap whether that is on the heap
 * @param scratchBytes activations of a step, on the heap
 */
public record MemoryEstimate(
        long weightBytes, long packedBytes, long kvBytes, boolean kvOnHeap, long scratchBytes) {

    /** Computes the need; allocates nothing. */
    public static MemoryEstimate of(GemmaConfig config, GemmaWeights weights, CpuOptions options) {
        return new MemoryEstimate(
                weights.matrixBytes(),
                options.profile() == NumericProfile.FAST ? PanelProducts.packedBytes(weights) : 0,
                options.positions() * KvStorage.bytesPerToken(config, options.kvFormat()),
                !KvStorage.isMapped(config, options),
                Activations.floats(config) * Float.BYTES
                        + options.threads() * ThreadScratch.floats(config, options) * Float.BYTES
                        + sharedParts(options) * AttentionPart.spans(options.positions()) * AttentionPart.floats(config)
                                * Float.BYTES);
    }

    /** With so few key heads in a pass, threads share their spans: with a whole one each, some would idle. */
    static long sharedParts(CpuOptions options) {
        return 4L * options.threads() - 1;
    }

    /** All of it, with the KV cache full, on the heap or off it. */
    public long totalBytes() {
        return weightBytes + packedBytes + kvBytes + scratchBytes;
    }

    /** What has to fit into the heap. */
    public long heapBytes() {
        return (kvOnHeap ? kvBytes : 0) + scratchBytes;
    }
}
