package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.Steps;
import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.testing.oracle.Golden;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model spread over virtual devices of the CPU plug-in, as it would be over several accelerators. */
@NeedsPlugin(Plugins.CPU)
class ShardedPjrtTest {

    private static final float LOGITS = 2e-3f;
    private static final int[] TOKENS = new Random(8).ints(40, 0, 512).toArray();

    private static Arena arena;
    private static GemmaWeights weights;
    private static float[][] expected;

    /** The CPU backend, which the references are compared with elsewhere, gives the numbers of the larger model. */
    @BeforeAll
    static void compute() {
        arena = Arena.ofShared();
        weights = SpreadModel.weights(arena);
        try (CpuBackend cpu = CpuBackend.create(SpreadModel.config(), weights,
                CpuOptions.builder().threads(1).blockTokens(8).kvCacheTokens(256).build())) {
            expected = logits(cpu);
        }
    }

    @AfterAll
    static void free() {
        arena.close();
    }

    @Test
    void twoDevicesGiveTheNumbersOfTheReference() {
        Golden golden = Golden.read("gemma2-tiny-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        PjrtOptions options = Runs.options(PjrtProfile.EXACT, StepShapes.uniform(4), 2);
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtBackend backend = PjrtBackend.create(model.config(), model.weights(), options)) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(Runs.largestDifference(logits, golden.rows("logits"))).isLessThan(LOGITS);
        }
    }

    /** Each device has its own best tokens; together they are the best of all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void anyNumberOfDevicesGivesTheNumbersOfTheCpu(int devices) {
        try (PjrtBackend backend = backend(PjrtProfile.EXACT, devices)) {
            float[][] logits = logits(backend);
            assertThat(Runs.largestDifference(logits, expected)).isLessThan(LOGITS);

            StepSlice last = new StepSlice(Steps.scattered(backend, TOKENS.length, 0), TOKENS, 39, 1, 39, true);
            BestTokensTest.assertBest(
                    backend.run(new StepPlan(List.of(last)), new int[] {40}, _ -> new float[512]).getFirst(), 40,
                    logits[39]);
        }
    }

    /** A share is rounded as the whole matrix is: spread weights are the same weights. */
    @ParameterizedTest
    @EnumSource(value = WeightStorage.class, names = {"BF16", "INT8_CHANNELS"})
    void spreadWeightsAreRoundedAsWholeOnes(WeightStorage storage) {
        PjrtProfile profile = new PjrtProfile("f32 products", storage, ElementType.F32, ElementType.F32);
        float[][] whole;
        try (PjrtBackend one = backend(profile, 1)) {
            whole = logits(one);
        }
        assertThat(Runs.largestDifference(whole, expected)).isGreaterThan(LOGITS);
        try (PjrtBackend eight = backend(profile, 8)) {
            assertThat(Runs.largestDifference(logits(eight), whole)).isLessThan(LOGITS);
        }
    }

    @Test
    void headsThatCannotBeSpreadAreRefused() {
        PjrtOptions options = Runs.options(PjrtProfile.EXACT, StepShapes.uniform(1), 4);
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"))) {
            assertThatThrownBy(() -> PjrtBackend.create(model.config(), model.weights(), options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("devices: 4 (expected: a divisor of the key heads, 2)");
        }
    }

    private static PjrtBackend backend(PjrtProfile profile, int devices) {
        return PjrtBackend.create(
                SpreadModel.config(), weights, Runs.options(profile, StepShapes.uniform(4), devices));
    }

    private static float[][] logits(Backend backend) {
        return Steps.everyPosition(backend, Steps.scattered(backend, TOKENS.length, 0), TOKENS);
    }
}
