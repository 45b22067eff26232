package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.GemmaConfig;

/**
 * Activations of the rows of a pass, allocated once.
 *
 * @param residual the residual stream, [rows, hidden]
 * @param normed input of a projection, [rows, hidden]
 * @param queries [rows, heads * headDim]
 * @param keys [rows, kvHeads * headDim]
 * @param values [rows, kvHeads * headDim]
 * @param attended values weighted by attention, [rows, heads * headDim]
 * @param branch output of attention or feed-forward before the residual addition, [rows, hidden]
 * @param gate [rows, feedForward]
 * @param up [rows, feedForward]
 */
record Activations(
        float[][] residual,
        float[][] normed,
        float[][] queries,
        float[][] keys,
        float[][] values,
        float[][] attended,
        float[][] branch,
        float[][] gate,
        float[][] up) {

    /** Rows of a pass: enough to use each decoded weight often, few enough to keep activations in cache. */
    static final int MAX_ROWS = 256;

    static Activations create(GemmaConfig config) {
        int hidden = config.hiddenSize();
        return new Activations(
                new float[MAX_ROWS][hidden],
                new float[MAX_ROWS][hidden],
                new float[MAX_ROWS][config.queryWidth()],
                new float[MAX_ROWS][config.kvWidth()],
                new float[MAX_ROWS][config.kvWidth()],
                new float[MAX_ROWS][config.queryWidth()],
                new float[MAX_ROWS][hidden],
                new float[MAX_ROWS][config.feedForwardSize()],
                new float[MAX_ROWS][config.feedForwardSize()]);
    }

    static long floats(GemmaConfig config) {
        return MAX_ROWS
                * (3L * config.hiddenSize() + 2L * config.queryWidth() + 2L * config.kvWidth()
                        + 2L * config.feedForwardSize() + 2L * config.headDim());
    }
}
