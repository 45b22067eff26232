package io.gemstream.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationsTest {

    private final Cancellations cancellations = new Cancellations(2);
    private final List<String> calls = new ArrayList<>();

    @Test
    void reachesEveryRunningAttempt() {
        assertThat(cancellations.register("r", "first", () -> calls.add("first"))).isTrue();
        assertThat(cancellations.register("r", "second", () -> calls.add("second"))).isTrue();
        cancellations.unregister("r", "first");

        cancellations.cancel("r");

        assertThat(calls).containsExactly("second");
    }

    @Test
    void keepsTheCancelledFromStarting() {
        cancellations.cancel("r");

        assertThat(cancellations.register("r", "late", () -> calls.add("late"))).isFalse();
        assertThat(cancellations.register("other", "late", () -> calls.add("late"))).isTrue();
        assertThat(calls).isEmpty();
    }

    @Test
    void forgetsTheOldestFirst() {
        cancellations.cancel("a");
        cancellations.cancel("b");
        cancellations.cancel("a");
        cancellations.cancel("c");

        assertThat(cancellations.register("a", "x", () -> {})).isFalse();
        assertThat(cancellations.register("b", "x", () -> {})).isTrue();
        assertThat(cancellations.register("c", "x", () -> {})).isFalse();
    }
}
