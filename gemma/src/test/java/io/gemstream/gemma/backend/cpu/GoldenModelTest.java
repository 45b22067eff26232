package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.testing.oracle.Golden;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tiny models against the numbers of the reference; tolerances are those of the golden data's README. */
class GoldenModelTest {

    private static final float LOGITS = 2e-3f;
    private static final float HIDDEN = 1e-3f;
    private static final float QUANTISED_LOGITS = 1e-3f;

    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void logitsAtEveryPosition(String name) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"));
                CpuBackend backend = Steps.backend(model, 2, 8)) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            float[][] expected = golden.rows("logits");
            assertThat(logits.length).isEqualTo(expected.length);
            for (int i = 0; i < tokens.length; i++) {
                assertThat(Steps.largestDifference(logits[i], expected[i])).as("position %s", i).isLessThan(LOGITS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void greedyContinuation(String name) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        int[] prompt = golden.ints("input_ids");
        int[] expected = golden.ints("greedy_ids");
        int[] tokens = Arrays.copyOf(prompt, prompt.length + expected.length);
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"));
                CpuBackend backend = Steps.backend(model, 1, 16)) {
            BlockTable table = Steps.scattered(backend, tokens.length, 1);
            float[] logits = Steps.run(backend, table, tokens, 0, prompt.length);
            for (int i = prompt.length; i < tokens.length; i++) {
                tokens[i] = Steps.argmax(logits);
                logits = Steps.run(backend, table, tokens, i, 1);
            }
        }
        assertThat(Arrays.copyOfRange(tokens, prompt.length, tokens.length)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void residualStreamAfterEveryLayer(String name) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"));
                StepThreads threads = StepThreads.start(2)) {
            Transformer transformer =
                    Transformer.create(
                            model.config(), model.weights(),
                                    CpuOptions.builder().threads(2).kvCacheTokens(tokens.length).build(), threads);
            BlockTable table = scattered(LayerGroups.of(model.config()).groups().size());
            for (int i = 0; i < tokens.length; i++) {
                transformer.batch().add(tokens[i], i, table);
            }
            transformer.embed(threads);
            assertResidual(transformer, golden, 0);
            for (int layer = 0; layer < model.config().layers().size(); layer++) {
                transformer.layer(threads, layer);
                assertResidual(transformer, golden, layer + 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"q4_0, Q4_0", "q5_0, Q5_0", "q2_k, Q2_K", "q4_k_m-mixed, Q4_K_M-mixed"})
    void quantisedWeights(String file, String type) {
        Golden golden = Golden.read("quant-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        float[][] expected = golden.rows(type + ".logits");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-" + file + ".gguf"));
                CpuBackend backend = Steps.backend(model, 2, 16)) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(logits.length).isEqualTo(expected.length);
            for (int i = 0; i < tokens.length; i++) {
                assertThat(Steps.largestDifference(logits[i], expected[i]))
                        .as("position %s", i)
                        .isLessThan(QUANTISED_LOGITS);
            }
        }
    }

    private static void assertResidual(Transformer transformer, Golden golden, int layer) {
        float[][] expected = golden.rows("hidden." + layer);
        for (int row = 0; row < expected.length; row++) {
            assertThat(Steps.largestDifference(transformer.activations().residual()[row], expected[row]))
                    .as("layer %s row %s", layer, row)
                    .isLessThan(HIDDEN);
        }
    }

    /** Three blocks of each group, not in order. */
    private static BlockTable scattered(int groups) {
        int[][] ids = new int[groups][];
        for (int group = 0; group < groups; group++) {
            ids[group] = new int[] {2 * groups + group, group, groups + group};
        }
        return new BlockTable(16, ids);
    }
}
