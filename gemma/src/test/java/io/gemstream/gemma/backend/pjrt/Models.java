package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.LayerConfig;
import io.gemstream.gemma.model.LayerWeights;
import io.gemstream.gemma.model.WeightMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * Sizes of published models, without their weights: enough to write and compile programs, and to measure. Sizes:
 * google/gemma_pytorch gemma/config.py.
 */
final class Models {

    private Models() {}

    static GemmaConfig gemma2With2B() {
        return gemma2(26, 2304, 9216, 8, 4, 256, 256);
    }

    static GemmaConfig gemma2With27B() {
        return gemma2(46, 4608, 36864, 32, 16, 128, 144);
    }

    static ModelSpec spec(GemmaConfig config, int devices, PjrtProfile profile) {
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

    /** Matrices of the shapes only. */
    static GemmaWeights shapes(GemmaConfig c, GgmlType type) {
        return weights(c, (rows, columns) -> new WeightMatrix(type, MemorySegment.NULL, rows, columns));
    }

    /** Small numbers of no meaning in bf16, the same in every layer, to measure with. */
    static GemmaWeights filled(GemmaConfig c, Arena arena) {
        Random random = new Random(2);
        return weights(c, (rows, columns) -> {
            MemorySegment data = arena.allocate(2L * rows * columns, 64);
            for (long i = 0; i < (long) rows * columns; i++) {
                int bits = Float.floatToRawIntBits((random.nextInt(2001) - 1000) * 2e-5f);
                data.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits >>> 16));
            }
            return new WeightMatrix(GgmlType.BF16, data, rows, columns);
        });
    }

    private static GemmaWeights weights(GemmaConfig c, BiFunction<Integer, Integer, WeightMatrix> matrix) {
        float[] norm = new float[c.hiddenSize()];
        LayerWeights layer = new LayerWeights(
                norm, matrix.apply(c.queryWidth(), c.hiddenSize()), matrix.apply(c.kvWidth(), c.hiddenSize()),
                matrix.apply(c.kvWidth(), c.hiddenSize()), new float[0], new float[0],
                matrix.apply(c.hiddenSize(), c.queryWidth()), norm, norm,
                matrix.apply(c.feedForwardSize(), c.hiddenSize()), matrix.apply(c.feedForwardSize(), c.hiddenSize()),
                matrix.apply(c.hiddenSize(), c.feedForwardSize()), norm);
        return new GemmaWeights(
                matrix.apply(c.vocabularySize(), c.hiddenSize()), c.layers().stream().map(_ -> layer).toList(), norm);
    }
}
