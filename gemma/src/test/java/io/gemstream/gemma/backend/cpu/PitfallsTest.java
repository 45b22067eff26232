package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.LayerConfig;
import io.gemstream.testing.oracle.Golden;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that other engines were seen to make and that no other test here would notice; see the README of the tests. */
class PitfallsTest {

    private static final int WINDOW = 4096;
    private static final int LENGTH = WINDOW + 104;
    private static final int NEEDLE = 300;

    /** The 4096th token back is the last one a local layer sees: its own position counts. */
    @Test
    void aLocalLayerSeesExactlyItsWindow() {
        try (OneLayer local = new OneLayer(WINDOW)) {
            int[] tokens = haystack();
            float[] before = local.logits(tokens, WINDOW);
            float[] after = local.logits(tokens, WINDOW + 1);
            tokens[0] = NEEDLE;

            assertThat(local.logits(tokens, WINDOW)).as("position 4095 sees position 0").isNotEqualTo(before);
            assertThat(local.logits(tokens, WINDOW + 1)).as("position 4096 does not").isEqualTo(after);
            tokens[1] = NEEDLE;
            assertThat(local.logits(tokens, WINDOW + 1)).as("but sees position 1").isNotEqualTo(after);
        }
    }

    /** Engines without windows used to cut the context at 4096. */
    @Test
    void aGlobalLayerFindsANeedleBeyondTheWindow() {
        try (OneLayer global = new OneLayer(0)) {
            int[] tokens = haystack();
            float[] without = global.logits(tokens, LENGTH);
            tokens[0] = NEEDLE;

            assertThat(global.logits(tokens, LENGTH)).isNotEqualTo(without);
        }
    }

    /**
     * In f32 an angle of 8191 radians is good to 8191 * 2^-23, one in a thousand; with positions in bf16, which has 8 bits,
     * it would be off by up to 16.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1e4, 1e6})
    void rotaryAnglesOfDistantPositions(double base) {
        int headDim = 256;
        RopeAngles angles = new RopeAngles((float) base, 1, headDim);
        for (int position : new int[] {1, 4095, 8191}) {
            angles.set(0, position);
            for (int j = 0; j < headDim / 2; j++) {
                double angle = position * Math.pow(base, -2.0 * j / headDim);
                assertThat((double) angles.cos(0)[j]).as("cos %d of %d", j, position).isCloseTo(Math.cos(angle), within(1e-3));
                assertThat((double) angles.sin(0)[j]).as("sin %d of %d", j, position).isCloseTo(Math.sin(angle), within(1e-3));
            }
        }
    }

    /** Gemma's residual stream leaves the range of fp16, 65504, where it would turn to infinity and then NaN. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void activationsBeyondTheRangeOfFp16(String name) {
        int[] tokens = Golden.read(name + "-golden.safetensors").ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"));
                StepThreads threads = StepThreads.start(1)) {
            GemmaConfig c = model.config();
            GemmaConfig loud = new GemmaConfig(c.architecture(), c.name(), c.contextLength(), c.hiddenSize(),
                    c.feedForwardSize(), c.heads(), c.kvHeads(), c.headDim(), c.vocabularySize(), c.normEpsilon(),
                    c.embeddingScale() * 1e7f, c.finalSoftcap(), c.layers());
            Transformer transformer = Transformer.create(loud, model.weights(),
                    CpuOptions.builder().threads(1).kvCacheTokens(48).build(), threads);
            BlockTable blocks = BlockTable.consecutive(LayerGroups.of(loud).groups().size(), 16, 0, 3);
            float[][] logits = new float[tokens.length][c.vocabularySize()];
            for (int i = 0; i < tokens.length; i++) {
                transformer.batch().add(tokens[i], i, blocks);
                transformer.batch().wantLogits(logits[i]);
            }
            transformer.run(threads);

            assertThat(largest(transformer.activations().residual()[47])).isGreaterThan(65504);
            for (float[] row : logits) {
                for (float logit : row) {
                    assertThat(logit).isFinite();
                }
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static int[] haystack() {
        return IntStream.range(0, LENGTH).map(i -> 14 + i * 31 % 250).toArray();
    }

    /** The first layer of the tiny Gemma 2 with a window of choice: more layers would see further than one window. */
    private static final class OneLayer implements AutoCloseable {

        private final GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
        private final CpuBackend backend;

        OneLayer(int window) {
            GemmaConfig c = model.config();
            LayerConfig l = c.layers().getFirst();
            LayerConfig layer = new LayerConfig(window, l.ropeBase(), l.ropeScale(), l.queryScale(), l.attentionSoftcap(),
                    l.postNorms(), l.queryKeyNorm());
            GemmaWeights w = model.weights();
            this.backend = CpuBackend.create(
                    new GemmaConfig(c.architecture(), c.name(), 8192, c.hiddenSize(), c.feedForwardSize(), c.heads(),
                            c.kvHeads(), c.headDim(), c.vocabularySize(), c.normEpsilon(), c.embeddingScale(),
                            c.finalSoftcap(), List.of(layer)),
                    new GemmaWeights(w.embedding(), List.of(w.layers().getFirst()), w.outputNorm()),
                    CpuOptions.builder().threads(2).kvCacheTokens(LENGTH).build());
        }

        /** Logits after the first {@code length} tokens. */
        float[] logits(int[] tokens, int length) {
            BlockTable table = new BlockTable(16, IntStream.range(0, backend.blocks()).toArray());
            return Steps.run(backend, table, tokens, 0, length);
        }

        @Override
        public void close() {
            backend.close();
            model.close();
        }
    }
}
