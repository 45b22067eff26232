package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;

/**
 * Estimate of the memory that a {@link CpuBackend} takes.
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
        LayerGroups groups = LayerGroups.of(config);
        return new MemoryEstimate(
                weights.matrixBytes(),
                options.profile() == NumericProfile.FAST ? PanelMatMuls.packedBytes(weights) : 0,
                (long) options.blocks() * groups.groups().size() * KvStorage.blockBytes(config, groups, options),
                !KvStorage.isMapped(config, options),
                Activations.floats(config) * Float.BYTES
                        + options.threads() * ThreadScratch.floats(config, options) * Float.BYTES
                        + sharedParts(options) * ThreadScratch.spans(config, options) * AttentionPart.floats(config)
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

    /** Bytes that have to fit into the heap. */
    public long heapBytes() {
        return (kvOnHeap ? kvBytes : 0) + scratchBytes;
    }
}
