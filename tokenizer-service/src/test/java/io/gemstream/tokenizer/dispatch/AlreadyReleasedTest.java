package io.gemstream.tokenizer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AlreadyReleasedTest {

    private static final TopicPartition PROMPTS = new TopicPartition("gemstream.prompts", 3);
    private static final TopicPartition OTHERS = new TopicPartition("gemstream.prompts", 4);
    private static final long SKEW_MS = 60_000;

    private final Set<String> tasks = new HashSet<>(Set.of("a"));
    private final List<Long> reads = new ArrayList<>();
    private final AlreadyReleased alreadyReleased = new AlreadyReleased(sinceMs -> {
        reads.add(sinceMs);
        return Set.copyOf(tasks);
    });

    @Test
    void aPromptThatCameAfterTheAssignmentCostsNothing() {
        alreadyReleased.assigned(Map.of(PROMPTS, 10L));
        assertThat(alreadyReleased.released(PROMPTS, 10, 500_000, "a")).isFalse();
        assertThat(alreadyReleased.released(OTHERS, 0, 500_000, "a")).isFalse();
        assertThat(reads).isEmpty();
    }

    @Test
    void onePromptFromBeforeIsReasonToReadTheTasksSinceThenOnce() {
        alreadyReleased.assigned(Map.of(PROMPTS, 10L));
        assertThat(alreadyReleased.released(PROMPTS, 5, 500_000, "a")).isTrue();
        assertThat(alreadyReleased.released(PROMPTS, 6, 500_001, "b")).isFalse();
        assertThat(reads).containsExactly(500_000 - SKEW_MS);
    }

    @Test
    void anOlderOneReadsFurtherBack() {
        alreadyReleased.assigned(Map.of(PROMPTS, 10L, OTHERS, 10L));
        alreadyReleased.released(PROMPTS, 5, 500_000, "b");
        alreadyReleased.released(OTHERS, 5, 400_000, "b");
        assertThat(reads).containsExactly(500_000 - SKEW_MS, 400_000 - SKEW_MS);
    }

    @Test
    void anotherAssignmentReadsAgain() {
        alreadyReleased.assigned(Map.of(PROMPTS, 10L));
        assertThat(alreadyReleased.released(PROMPTS, 5, 500_000, "b")).isFalse();
        tasks.add("b");
        alreadyReleased.assigned(Map.of(PROMPTS, 12L));
        assertThat(alreadyReleased.released(PROMPTS, 5, 500_000, "b")).isTrue();
    }

    @Test
    void whatIsLongPastIsForgotten() {
        alreadyReleased.assigned(Map.of(PROMPTS, 10L));
        assertThat(alreadyReleased.released(PROMPTS, 5, 500_000, "a")).isTrue();
        alreadyReleased.released(PROMPTS, 2_000, 600_000, "c");
        assertThat(alreadyReleased.released(PROMPTS, 5, 500_000, "a")).isFalse();
    }
}
