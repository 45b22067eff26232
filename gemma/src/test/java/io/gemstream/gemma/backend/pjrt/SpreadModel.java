package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.LayerConfig;
import io.gemstream.gemma.model.LayerWeights;
import io.gemstream.gemma.model.WeightMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A small model with as many key heads as there can be devices, its weights at random; made here, in no file. */
final class SpreadModel {

    static final int KEY_HEADS = 8;

    private static final int HIDDEN = 64;
    private static final int HEAD = 16;

    private final Random random = new Random(27);
    private final Arena arena;

    private SpreadModel(Arena arena) {
        this.arena = arena;
    }

    /** Everything that a generation of Gemma has: groups of query heads, windows, both softcaps, all norms. */
    static GemmaConfig config() {
        LayerConfig local = new LayerConfig(16, 1e4f, 1, 0.25f, 50, true, true);
        LayerConfig global = new LayerConfig(0, 1e6f, 8, 0.25f, 50, true, true);
        return new GemmaConfig(
                "gemma2", "", 1024, HIDDEN, 128, 2 * KEY_HEADS, KEY_HEADS, HEAD, 512, 1e-6f, (float) Math.sqrt(HIDDEN),
                30, List.of(local, global, local));
    }

    /** Weights that keep the sizes of activations and give logits of some units. */
    static GemmaWeights weights(Arena arena) {
        SpreadModel model = new SpreadModel(arena);
        GemmaConfig config = config();
        List<LayerWeights> layers = Stream.generate(() -> model.layer(config)).limit(config.layers().size()).toList();
        return new GemmaWeights(model.matrix(config.vocabularySize(), HIDDEN, 3), layers, model.norm(HIDDEN));
    }

    private LayerWeights layer(GemmaConfig c) {
        return new LayerWeights(
                norm(HIDDEN), matrix(c.queryWidth(), HIDDEN, 1), matrix(c.kvWidth(), HIDDEN, 1),
                matrix(c.kvWidth(), HIDDEN, 1), norm(HEAD), norm(HEAD), matrix(HIDDEN, c.queryWidth(), 1), norm(HIDDEN),
                norm(HIDDEN), matrix(c.feedForwardSize(), HIDDEN, 1), matrix(c.feedForwardSize(), HIDDEN, 1),
                matrix(HIDDEN, c.feedForwardSize(), 1), norm(HIDDEN));
    }

    private float[] norm(int size) {
        float[] norm = new float[size];
        for (int i = 0; i < size; i++) {
            norm[i] = 1 + 0.1f * (float) random.nextGaussian();
        }
        return norm;
    }

    private WeightMatrix matrix(int rows, int columns, double size) {
        MemorySegment data = arena.allocate(4L * rows * columns, 64);
        for (long i = 0; i < (long) rows * columns; i++) {
            data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (size * random.nextGaussian() / Math.sqrt(columns)));
        }
        return new WeightMatrix(GgmlType.F32, data, rows, columns);
    }
}
