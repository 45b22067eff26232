package io.gemstream.tokenizer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AlreadyReleasedTest {

    private static final TopicPartition PROMPTS = new TopicPartition("gemstream.prompts", 3);
    private static final TopicPartition OTHERS = new TopicPartition("gemstream.prompts", 4);
    private static final long SKEW_MS = 60_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

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

    /** An assignment comes on the polling thread, which must not wait for a broker that does not answer. */
    @Test
    void anAssignmentDoesNotWaitForReading() {
        List<Long> readsThen = new ArrayList<>();
        AtomicReference<AlreadyReleased> itself = new AtomicReference<>();
        itself.set(new AlreadyReleased(sinceMs -> {
            readsThen.add(sinceMs);
            if (readsThen.size() == 1) {
                Thread polling = Thread.ofVirtual().start(() -> itself.get().assigned(Map.of(OTHERS, 10L)));
                join(polling);
                return Set.of();
            }
            return Set.of("a");
        }));
        itself.get().assigned(Map.of(PROMPTS, 10L));
        assertThat(itself.get().released(PROMPTS, 5, 500_000, "a")).isTrue();
        assertThat(readsThen).as("what was read before the assignment does not hold for it")
                .containsExactly(500_000 - SKEW_MS, 500_000 - SKEW_MS);
    }

    @Test
    void promptsSideBySideHaveTheTasksReadOnce() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger count = new AtomicInteger();
        AlreadyReleased slow = new AlreadyReleased(sinceMs -> {
            count.incrementAndGet();
            reading.countDown();
            await(answer);
            return Set.of("a", "b");
        });
        slow.assigned(Map.of(PROMPTS, 10L));
        FutureTask<Boolean> first = new FutureTask<>(() -> slow.released(PROMPTS, 5, 500_000, "a"));
        FutureTask<Boolean> second = new FutureTask<>(() -> slow.released(PROMPTS, 6, 500_001, "b"));
        Thread.ofVirtual().start(first);
        await(reading);
        Thread.ofVirtual().start(second);
        assertThat(slow.released(PROMPTS, 10, 500_002, "c")).as("one that came later waits for nobody").isFalse();
        answer.countDown();
        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
        assertThat(count).hasValue(1);
    }

    @Test
    void aReadingThatFailsAnswersNothing() {
        List<String> failures = new ArrayList<>(List.of("away"));
        AlreadyReleased failing = new AlreadyReleased(sinceMs -> {
            if (!failures.isEmpty()) {
                throw new KafkaException(failures.removeFirst());
            }
            return Set.of("a");
        });
        failing.assigned(Map.of(PROMPTS, 10L));
        assertThatThrownBy(() -> failing.released(PROMPTS, 5, 500_000, "a")).hasMessage("away");
        assertThat(failing.released(PROMPTS, 5, 500_000, "a")).isTrue();
    }

    @Test
    void whatIsLongPastIsForgotten() {
        alreadyReleased.assigned(Map.of(PROMPTS, 10L));
        assertThat(alreadyReleased.released(PROMPTS, 5, 500_000, "a")).isTrue();
        alreadyReleased.released(PROMPTS, 2_000, 600_000, "c");
        assertThat(alreadyReleased.released(PROMPTS, 5, 500_000, "a")).isFalse();
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(LIMIT)).as("the polling thread went on").isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
