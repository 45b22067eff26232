package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.LayerConfig;
import io.gemstream.gemma.model.LayerWeights;
import io.gemstream.gemma.model.WeightMatrix;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of published models, without their weights: enough to write and compile programs. Sizes: google/gemma_pytorch
 * gemma/config.py.
 */
final class Models {

    private Models() {}

    static GemmaConfig gemma2With2B() {
        return gemma2(26, 2304, 9216, 8, 4, 256, 256);
    }

    static GemmaConfig gemma2With27B() {
        return gemma2(46, 4608, 36864, 32, 16, 128, 144);
    }

    static ModelSpec spec(GemmaConfig config, int devices, NumericProfile profile) {
        return ModelShares.of(config, shapes(config, GgmlType.BF16), devices, profile);
    }

    private static GemmaConfig gemma2(
            int layers, int hidden, int feedForward, int heads, int kvHeads, int headDim, int queryScalar) {
        List<LayerConfig> configs = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            configs.add(new LayerConfig(
                    i % 2 == 0 ? 4096 : 0, 1e4f, 1, (float) (1 / Math.sqrt(queryScalar)), 50, true, false));
        }
        return new GemmaConfig(
                "gemma2", "", 8192, hidden, feedForward, heads, kvHeads, headDim, 256_000, 1e-6f,
                (float) Math.sqrt(hidden), 30, configs);
    }

    static GemmaWeights shapes(GemmaConfig c, GgmlType type) {
        float[] norm = new float[c.hiddenSize()];
        LayerWeights layer = new LayerWeights(
                norm, matrix(type, c.queryWidth(), c.hiddenSize()), matrix(type, c.kvWidth(), c.hiddenSize()),
                matrix(type, c.kvWidth(), c.hiddenSize()), new float[0], new float[0],
                matrix(type, c.hiddenSize(), c.queryWidth()), norm, norm,
                matrix(type, c.feedForwardSize(), c.hiddenSize()), matrix(type, c.feedForwardSize(), c.hiddenSize()),
                matrix(type, c.hiddenSize(), c.feedForwardSize()), norm);
        return new GemmaWeights(
                matrix(type, c.vocabularySize(), c.hiddenSize()), c.layers().stream().map(_ -> layer).toList(), norm);
    }

    private static WeightMatrix matrix(GgmlType type, int rows, int columns) {
        return new WeightMatrix(type, MemorySegment.NULL, rows, columns);
    }
}
