package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.oracle.Golden;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The best tokens chosen on the device, against all logits of the same backend. */
@NeedsPlugin
class TopLogitsTest {

    @Test
    void areTheBestOfAllLogits() {
        int[] tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtBackend backend = Runs.backend(model, NumericProfile.EXACT, StepShapes.uniform(4))) {
            StepPlan plan = new StepPlan(List.of(
                    new StepSlice(new BlockTable(8, new int[] {0, 1}), tokens, 0, 9, 0, true),
                    new StepSlice(new BlockTable(8, new int[] {2}), tokens, 9, 3, 0, false),
                    new StepSlice(new BlockTable(8, new int[] {3}), tokens, 20, 5, 0, true)));
            float[][] logits = new float[3][backend.vocabularySize()];
            backend.run(plan, logits);
            List<TopLogits> top = backend.top(plan, 5);
            assertThat(top).hasSize(2);
            assertTop(top.get(0), logits[0]);
            assertTop(top.get(1), logits[2]);
            assertThatThrownBy(() -> backend.top(plan, 0)).hasMessage("k: 0 (expected: 1 to 512)");
        }
    }

    static void assertTop(TopLogits top, float[] logits) {
        int[] best = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id))
                .mapToInt(Integer::intValue)
                .limit(top.ids().length)
                .toArray();
        assertThat(top.ids()).isEqualTo(best);
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        assertThat((double) top.logSumExp()).isCloseTo(Math.log(sum), within(1e-4));
        for (int i = 0; i < best.length; i++) {
            assertThat(top.logits()[i]).isEqualTo(logits[best[i]]);
        }
    }
}
