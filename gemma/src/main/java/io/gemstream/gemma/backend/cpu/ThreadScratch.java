package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.model.GemmaConfig;

/**
 * What one thread writes on while it works.
 *
 * @param weights decoded rows, [TILE, widest input]
 * @param scores attention scores of the heads that share a key head, [group][span]
 * @param parts attention by span
 * @param sums unfolded dot products
 */
record ThreadScratch(float[] weights, float[][] scores, AttentionPart[] parts, float[] sums) {

    static ThreadScratch create(GemmaConfig config, int positions) {
        return new ThreadScratch(
                new float[DotKernels.TILE * widest(config)],
                new float[config.heads() / config.kvHeads()][AttentionPart.SPAN],
                AttentionPart.create(config, AttentionPart.spans(positions)), new float[DotKernels.SCRATCH]);
    }

    static long floats(GemmaConfig config, int positions) {
        return (long) DotKernels.TILE * widest(config)
                + (long) config.heads() / config.kvHeads() * AttentionPart.SPAN
                + AttentionPart.spans(positions) * AttentionPart.floats(config) + DotKernels.SCRATCH;
    }

    /** Inputs of the widest matrix. */
    static int widest(GemmaConfig config) {
        return Math.max(config.hiddenSize(), Math.max(config.feedForwardSize(), config.queryWidth()));
    }
}
