package io.gemstream.tokenizerservice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RepeatsTest {

    private static final TopicPartition PROMPTS = new TopicPartition("gemstream.prompts", 3);
    private static final TopicPartition OTHERS = new TopicPartition("gemstream.prompts", 4);
    private static final long SKEW_MS = 60_000;

    private final Set<String> tasks = new HashSet<>(Set.of("a"));
    private final List<Long> reads = new ArrayList<>();
    private final Repeats repeats = new Repeats(sinceMs -> {
        reads.add(sinceMs);
        return Set.copyOf(tasks);
    });

    @Test
    void aPromptThatCameAfterTheAssignmentCostsNothing() {
        repeats.assigned(Map.of(PROMPTS, 10L));
        assertThat(repeats.released(PROMPTS, 10, 500_000, "a")).isFalse();
        assertThat(repeats.released(OTHERS, 0, 500_000, "a")).isFalse();
        assertThat(reads).isEmpty();
    }

    @Test
    void onePromptFromBeforeIsReasonToReadTheTasksSinceThenOnce() {
        repeats.assigned(Map.of(PROMPTS, 10L));
        assertThat(repeats.released(PROMPTS, 5, 500_000, "a")).isTrue();
        assertThat(repeats.released(PROMPTS, 6, 500_001, "b")).isFalse();
        assertThat(reads).containsExactly(500_000 - SKEW_MS);
    }

    @Test
    void anOlderOneReadsFurtherBack() {
        repeats.assigned(Map.of(PROMPTS, 10L, OTHERS, 10L));
        repeats.released(PROMPTS, 5, 500_000, "b");
        repeats.released(OTHERS, 5, 400_000, "b");
        assertThat(reads).containsExactly(500_000 - SKEW_MS, 400_000 - SKEW_MS);
    }

    @Test
    void anotherAssignmentReadsAgain() {
        repeats.assigned(Map.of(PROMPTS, 10L));
        assertThat(repeats.released(PROMPTS, 5, 500_000, "b")).isFalse();
        tasks.add("b");
        repeats.assigned(Map.of(PROMPTS, 12L));
        assertThat(repeats.released(PROMPTS, 5, 500_000, "b")).isTrue();
    }

    @Test
    void whatIsLongPastIsForgotten() {
        repeats.assigned(Map.of(PROMPTS, 10L));
        assertThat(repeats.released(PROMPTS, 5, 500_000, "a")).isTrue();
        repeats.released(PROMPTS, 2_000, 600_000, "c");
        assertThat(repeats.released(PROMPTS, 5, 500_000, "a")).isFalse();
    }
}
