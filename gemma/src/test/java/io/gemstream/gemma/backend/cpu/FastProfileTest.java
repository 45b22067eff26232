package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.testing.oracle.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations in 8 bits against the reference in f32; the tolerance is the golden data's for such engines. */
@EnabledIf(value = "supported", disabledReason = "there are no kernels for this machine")
class FastProfileTest {

    private static final float LOGITS = 1.5f;

    static boolean supported() {
        return InstructionSet.best().isPresent();
    }

    @ParameterizedTest
    @CsvSource({"q4_0, Q4_0", "q5_0, Q5_0", "q2_k, Q2_K", "q4_k_m-mixed, Q4_K_M-mixed"})
    void logitsAtEveryPosition(String file, String type) {
        Golden golden = Golden.read("quant-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        float[][] expected = golden.rows(type + ".logits");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-" + file + ".gguf"));
                CpuBackend backend = Steps.backend(model, 2, 16, NumericProfile.FAST)) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(logits.length).isEqualTo(expected.length);
            for (int i = 0; i < tokens.length; i++) {
                assertThat(Steps.largestDifference(logits[i], expected[i])).as("position %s", i).isLessThan(LOGITS);
                int best = Steps.argmax(expected[i]);
                float[] sorted = expected[i].clone();
                Arrays.sort(sorted);
                float gap = sorted[sorted.length - 1] - sorted[sorted.length - 2];
                assertThat(expected[i][best] - expected[i][Steps.argmax(logits[i])])
                        .as("position %s", i)
                        .isLessThanOrEqualTo(gap > LOGITS ? 0 : LOGITS);
            }
        }
    }

    /** A model whose types have no panels runs all the same, with the bits of the exact profile on 16 lanes. */
    @Test
    void typesWithoutPanelsStayExact() {
        int[] tokens = {2, 9, 17, 33, 65, 3, 5};
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                CpuBackend fast = Steps.backend(model, 2, 16, NumericProfile.FAST, KvFormat.F32);
                CpuBackend exact = Steps.backend(model, 2, 16)) {
            assertThat(fast.numericProfile()).isEqualTo("fast+kv-f32");
            assertThat(Steps.run(fast, Steps.scattered(fast, tokens.length, 0), tokens, 0, tokens.length))
                    .isEqualTo(Steps.run(exact, Steps.scattered(exact, tokens.length, 0), tokens, 0, tokens.length));
        }
    }

    /** So workers on different machines may take over each other's generations. */
    @ParameterizedTest
    @EnumSource
    void everyInstructionSetGivesTheSameBits(KvFormat kvFormat) {
        int[] tokens = Golden.read("quant-golden.safetensors").ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-q4_k_m-mixed.gguf"))) {
            float[][] expected = logits(model, kvFormat, InstructionSet.best().orElseThrow(), tokens);
            for (InstructionSet set : InstructionSet.all()) {
                assertThat(logits(model, kvFormat, set, tokens)).as("%s", set).isEqualTo(expected);
            }
        }
    }

    private static float[][] logits(GemmaModel model, KvFormat kvFormat, InstructionSet set, int[] tokens) {
        CpuOptions options = CpuOptions.builder().threads(2).kvCacheTokens(256).profile(NumericProfile.FAST)
                .kvFormat(kvFormat).instructionSet(set).build();
        try (CpuBackend backend = CpuBackend.create(model.config(), model.weights(), options)) {
            return Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
        }
    }

    @Test
    void estimatesPackedWeights() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-q4_0.gguf"))) {
            CpuOptions options = CpuOptions.builder().threads(1).kvCacheTokens(64).profile(NumericProfile.FAST).build();
            assertThat(MemoryEstimate.of(model.config(), model.weights(), options).packedBytes())
                    .isEqualTo(model.weights().matrixBytes());
            assertThat(MemoryEstimate.of(model.config(), model.weights(),
                    CpuOptions.builder().threads(1).kvCacheTokens(64).build()).packedBytes())
                    .isZero();
        }
    }
}
