package io.gemstream.tokenizer.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final OptionalInt SHARED = OptionalInt.empty();

    private long nowMs = 10_000_000;
    private final Workload load = new Workload(() -> nowMs);

    @Test
    void aTaskWaitsUntilItIsBegunAndRunsUntilItEnds() {
        load.written("a", OptionalInt.of(3), new long[] {7});
        assertThat(load.waiting(OptionalInt.of(3))).isEqualTo(1);
        assertThat(load.waiting(SHARED)).isZero();

        assertThat(load.started("a", "w", nowMs)).hasValueSatisfying(task -> assertThat(task.chain()).containsExactly(7));
        assertThat(load.waiting()).isZero();
        assertThat(load.running("w")).isEqualTo(1);

        load.ended("a");
        assertThat(load.running("w")).isZero();
    }

    @Test
    void aTaskThatAnotherWorkerTookOverRunsThere() {
        assertThat(load.started("a", "dead", nowMs)).isEmpty();
        load.started("a", "w", nowMs);
        assertThat(load.running("dead")).isZero();
        assertThat(load.running("w")).isEqualTo(1);
    }

    @Test
    void whatNobodyReportsOnIsForgotten() {
        load.written("a", SHARED, new long[0]);
        load.started("b", "w", nowMs);
        load.started("old", "w", nowMs - 3_600_000);
        assertThat(load.running("w")).isEqualTo(1);

        nowMs += 600_000;
        load.written("c", SHARED, new long[0]);
        assertThat(load.waiting(SHARED)).isEqualTo(1);
        assertThat(load.running("w")).isZero();
    }

    @Test
    void aTaskWrittenTwiceWaitsOnce() {
        load.written("a", OptionalInt.of(1), new long[0]);
        load.written("a", SHARED, new long[0]);
        assertThat(load.waiting()).isEqualTo(1);
        assertThat(load.waiting(OptionalInt.of(1))).isZero();
    }
}
