package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.Steps;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.testing.oracle.Golden;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tiny models against the numbers of the reference; tolerances as for the CPU backend. */
@NeedsPlugin
class GoldenPjrtTest {

    private static final float LOGITS = 2e-3f;
    private static final float QUANTISED_LOGITS = 1e-3f;

    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void logitsAtEveryPosition(String name) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(4))) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(Runs.largestDifference(logits, golden.rows("logits"))).isLessThan(LOGITS);
        }
    }

    /** Prefill in buckets, then decode: the prompt of 48 goes as 16 + 5, 16 + 5 and 6 rows, the short ones padded. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void greedyContinuation(String name) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        int[] prompt = golden.ints("input_ids");
        int[] expected = golden.ints("greedy_ids");
        int[] tokens = Arrays.copyOf(prompt, prompt.length + expected.length);
        float[][] logits = new float[expected.length][];
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.bucketed(2, 8, 16))) {
            BlockTable table = Steps.scattered(backend, tokens.length, 1);
            float[] next = Steps.inChunks(backend, table, prompt, 21);
            for (int i = 0; i < expected.length; i++) {
                logits[i] = next;
                tokens[prompt.length + i] = Steps.argmax(next);
                next = Steps.run(backend, table, tokens, prompt.length + i, 1);
            }
        }
        assertThat(Arrays.copyOfRange(tokens, prompt.length, tokens.length)).isEqualTo(expected);
        assertThat(Runs.largestDifference(logits, golden.rows("greedy_logits"))).isLessThan(LOGITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anOutputHeadOfItsOwn(int devices) {
        Golden golden = Golden.read("iq4-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-iq4_nl-untied.gguf"));
                PjrtBackend backend = PjrtBackend.create(model.config(), model.weights(),
                        Runs.options(PjrtProfile.EXACT, StepShapes.uniform(4), devices))) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(Runs.largestDifference(logits, golden.rows("IQ4_NL.logits"))).isLessThan(QUANTISED_LOGITS);
        }
    }

    @ParameterizedTest
    @CsvSource({"q4_0, Q4_0", "q4_k_m-mixed, Q4_K_M-mixed"})
    void quantisedWeights(String file, String type) {
        Golden golden = Golden.read("quant-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-" + file + ".gguf"));
                PjrtBackend backend = Runs.backend(model, PjrtProfile.EXACT, StepShapes.uniform(4))) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(Runs.largestDifference(logits, golden.rows(type + ".logits"))).isLessThan(QUANTISED_LOGITS);
        }
    }
}
