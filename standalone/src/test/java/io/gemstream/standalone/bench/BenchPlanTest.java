package io.gemstream.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gemstream.gemma.backend.cpu.NumericProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchPlanTest {

    @Test
    void ordersTheBatches() {
        assertThat(new BenchPlan(1, 1, List.of(8, 1, 8), 1).batches()).containsExactly(1, 8);
    }

    @Test
    void needsRoomForThePromptOrForAllStreams() {
        assertThat(new BenchPlan(512, 64, List.of(1, 4), 1).positions()).isEqualTo(512);
        assertThat(new BenchPlan(512, 64, List.of(1, 16), 1).positions()).isEqualTo(16 * 80);
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BenchPlan(0, 1, List.of(1), 1))
                .withMessage("--prompt: 0 (expected: >= 1)");
        assertThatIllegalArgumentException().isThrownBy(() -> new BenchPlan(1, 1, List.of(1, 0), 1))
                .withMessage("--batch: 0 (expected: >= 1)");
        BenchPlan plan = new BenchPlan(512, 64, List.of(16), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bench(plan, 1, NumericProfile.EXACT, 1000, line -> {}))
                .withMessage("--context: 1000 (expected: >= 1280, for what is to be measured)");
    }
}
