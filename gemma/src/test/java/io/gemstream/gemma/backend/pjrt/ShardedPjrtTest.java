package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.Steps;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.oracle.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model spread over two of the virtual devices that the CPU plug-in offers. */
@NeedsPlugin(Plugins.CPU)
class ShardedPjrtTest {

    private static final float LOGITS = 2e-3f;

    @Test
    void twoDevicesGiveTheNumbersOfTheReference() {
        Golden golden = Golden.read("gemma2-tiny-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        PjrtOptions options = Runs.options(NumericProfile.EXACT, StepShapes.uniform(4), 2);
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtBackend backend = PjrtBackend.create(model.config(), model.weights(), options)) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(Runs.largestDifference(logits, golden.rows("logits"))).isLessThan(LOGITS);

            // Each device has its own best tokens; together they are the best of all.
            StepSlice last = new StepSlice(Steps.scattered(backend, tokens.length, 0), tokens, 47, 1, 47, true);
            BestTokensTest.assertBest(
                    backend.run(new StepPlan(List.of(last)), new int[] {3}, _ -> new float[512]).getFirst(), 3, logits[47]);
        }
    }

    @Test
    void headsThatCannotBeSpreadAreRefused() {
        PjrtOptions options = Runs.options(NumericProfile.EXACT, StepShapes.uniform(1), 4);
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"))) {
            assertThatThrownBy(() -> PjrtBackend.create(model.config(), model.weights(), options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("devices: 4 (expected: a divisor of the key heads, 2)");
        }
    }
}
