package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.Steps;
import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.testing.oracle.Golden;
import java.lang.foreign.Arena;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in bf16 and in 8 bits on the device. */
@NeedsPlugin
class WeightStorageTest {

    private static final float LOGITS = 2e-3f;
    private static final float QUANTISED_LOGITS = 1e-3f;
    private static final StepShapes SHAPES = StepShapes.uniform(2);

    /** The reference has rounded norms, too; ours are rounded here, as no profile does it. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void bfloat16WeightsWithExactProducts(String name) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        PjrtProfile profile = profile(WeightStorage.BF16);
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"))) {
            GemmaWeights rounded = ChangedWeights.of(model.weights(), UnaryOperator.identity(), norm -> {
                float w = ChangedWeights.bfloat16(norm - 1);
                return 1 + w;
            });
            float[][] logits = logits(model, rounded, profile, golden.ints("input_ids"));
            assertThat(Runs.largestDifference(logits, golden.rows("bf16_weights_f32_compute.logits")))
                    .isLessThan(LOGITS);
        }
    }

    /** A file that has bf16 is lent to the device as it is; the numbers are those of the same floats as f32. */
    @Test
    void storedBfloat16IsUsedAsItIs() {
        int[] tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                Arena arena = Arena.ofShared()) {
            GemmaWeights stored = ChangedWeights.of(
                    model.weights(), matrix -> ChangedWeights.store(matrix, GgmlType.BF16, arena), norm -> norm);
            float[][] lent = logits(model, stored, profile(WeightStorage.LOSSLESS), tokens);
            float[][] rounded = logits(model, model.weights(), profile(WeightStorage.BF16), tokens);
            assertThat(lent).isDeepEqualTo(rounded);
        }
    }

    /** Products in bf16: no farther from the f32 numbers than the reference's own bf16 run is. */
    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma2-tiny", "gemma3-tiny"})
    void bfloat16Products(String name) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        float[][] exact = golden.rows("logits");
        try (GemmaModel model = GemmaModel.load(Golden.path(name + "-f32.gguf"))) {
            float[][] logits = logits(model, model.weights(), PjrtProfile.BF16, golden.ints("input_ids"));
            assertThat(Runs.largestDifference(logits, exact))
                    .isLessThan(Runs.largestDifference(golden.rows("bf16_compute.logits"), exact));
        }
    }

    @Test
    void eightBitBlocksOfTheFile() {
        Golden golden = Golden.read("q8-golden.safetensors");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-q8_0.gguf"))) {
            float[][] logits =
                    logits(model, model.weights(), profile(WeightStorage.INT8_BLOCKS), golden.ints("input_ids"));
            assertThat(Runs.largestDifference(logits, golden.rows("Q8_0.logits"))).isLessThan(QUANTISED_LOGITS);
        }
    }

    /** Rounded here by the definition, and run by the other backend. */
    @Test
    void eightBitChannels() {
        int[] tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                Arena arena = Arena.ofShared()) {
            GemmaWeights rounded = ChangedWeights.of(
                    model.weights(), matrix -> ChangedWeights.eightBitRows(matrix, arena), norm -> norm);
            float[][] expected;
            try (CpuBackend cpu = CpuBackend.create(model.config(), rounded,
                    CpuOptions.builder().threads(1).blockTokens(8).kvCacheTokens(256).build())) {
                expected = Steps.everyPosition(cpu, Steps.scattered(cpu, tokens.length, 0), tokens);
            }
            float[][] logits = logits(model, model.weights(), profile(WeightStorage.INT8_CHANNELS), tokens);
            assertThat(Runs.largestDifference(logits, expected)).isLessThan(LOGITS);
        }
    }

    private static PjrtProfile profile(WeightStorage storage) {
        return new PjrtProfile("f32 products", storage, ElementType.F32, ElementType.F32);
    }

    private static float[][] logits(GemmaModel model, GemmaWeights weights, PjrtProfile profile, int[] tokens) {
        try (PjrtBackend backend =
                PjrtBackend.create(model.config(), weights, Runs.options(profile, SHAPES, 1))) {
            return Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
        }
    }
}
