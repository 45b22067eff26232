package io.gemstream.gemma.model;

/**
 * Weights of one layer. Norm weights hold 1 + w, whatever the file holds; a norm the layer does not have is an empty
 * array.
 *
 * @param attentionNorm before attention, [hidden]
 * @param query [heads * headDim, hidden]
 * @param key [kvHeads * headDim, hidden]
 * @param value [kvHeads * headDim, hidden]
 * @param queryNorm per head before rotation, [headDim] or empty
 * @param keyNorm per head before rotation, [headDim] or empty
 * @param attentionOutput [hidden, heads * headDim]
 * @param postAttentionNorm [hidden] or empty
 * @param feedForwardNorm [hidden]
 * @param gate [feedForward, hidden]
 * @param up [feedForward, hidden]
 * @param down [hidden, feedForward]
 * @param postFeedForwardNorm [hidden] or empty
 */
public record LayerWeights(
        float[] attentionNorm,
        WeightMatrix query,
        WeightMatrix key,
        WeightMatrix value,
        float[] queryNorm,
        float[] keyNorm,
        WeightMatrix attentionOutput,
        float[] postAttentionNorm,
        float[] feedForwardNorm,
        WeightMatrix gate,
        WeightMatrix up,
        WeightMatrix down,
        float[] postFeedForwardNorm) {}
