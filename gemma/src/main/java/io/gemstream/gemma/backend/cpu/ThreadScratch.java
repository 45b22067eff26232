package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.model.GemmaConfig;

/**
 * Working buffers of one thread.
 *
 * @param weights decoded rows, [TILE, widest input]
 * @param scores attention scores of the heads that share a key head, [group][span]
 * @param window keys or values of a head in a block as floats, [blockTokens, headDim]
 * @param parts attention by span
 * @param sums unfolded dot products
 * @param attention buffers that machine code reads and writes
 */
record ThreadScratch(
        float[] weights, float[][] scores, float[] window, AttentionPart[] parts, float[] sums,
        AttentionMemory attention) {

    static ThreadScratch create(GemmaConfig config, CpuOptions options) {
        return new ThreadScratch(
                new float[DotKernels.TILE * widest(config)],
                new float[config.heads() / config.kvHeads()][AttentionPart.SPAN],
                new float[options.blockTokens() * config.headDim()],
                AttentionPart.create(config, spans(config, options)), new float[DotKernels.SCRATCH],
                AttentionMemory.create(config));
    }

    static long floats(GemmaConfig config, CpuOptions options) {
        return (long) DotKernels.TILE * widest(config)
                + (long) config.heads() / config.kvHeads() * AttentionPart.SPAN
                + (long) options.blockTokens() * config.headDim()
                + spans(config, options) * AttentionPart.floats(config) + DotKernels.SCRATCH;
    }

    /** Spans of the longest sequence. */
    static int spans(GemmaConfig config, CpuOptions options) {
        return AttentionPart.spans(LayerGroups.of(config).longest(config, options.positions()));
    }

    /** Inputs of the widest matrix. */
    static int widest(GemmaConfig config) {
        return Math.max(config.hiddenSize(), Math.max(config.feedForwardSize(), config.queryWidth()));
    }
}
