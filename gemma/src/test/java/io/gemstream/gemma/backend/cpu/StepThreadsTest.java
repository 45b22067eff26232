package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class StepThreadsTest {

    /** Works of different sizes back to back: a thread that is late must not touch the next work with old bounds. */
    @Test
    void everyItemOfEveryWorkIsDoneOnce() {
        int[] sizes = {1, 40, 3, 97, 2, 64, 5, 300};
        try (StepThreads threads = StepThreads.start(4)) {
            for (int round = 0; round < 3000; round++) {
                int size = sizes[round % sizes.length];
                AtomicIntegerArray times = new AtomicIntegerArray(size);
                threads.run((_, from, to) -> {
                    for (int i = from; i < to; i++) {
                        times.incrementAndGet(i);
                    }
                }, size, 1 + round % 3);
                for (int i = 0; i < size; i++) {
                    assertThat(times.get(i)).as("round %s item %s of %s", round, i, size).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void aFailureOnAnyThreadReachesTheCallerAndTheNextWorkRuns() {
        try (StepThreads threads = StepThreads.start(2)) {
            assertThatThrownBy(() -> threads.run((_, from, _) -> {
                if (from == 30) {
                    throw new IllegalArgumentException("item 30");
                }
            }, 64, 1)).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("item 30");
            AtomicIntegerArray times = new AtomicIntegerArray(8);
            threads.run((_, from, _) -> times.incrementAndGet(from), 8, 1);
            assertThat(times.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1]");
        }
    }

    @Test
    void wakesParkedThreads() throws InterruptedException {
        try (StepThreads threads = StepThreads.start(3)) {
            for (int round = 0; round < 5; round++) {
                Thread.sleep(5); // longer than the threads spin
                AtomicIntegerArray times = new AtomicIntegerArray(100);
                threads.run((_, from, _) -> times.incrementAndGet(from), 100, 1);
                for (int i = 0; i < 100; i++) {
                    assertThat(times.get(i)).isEqualTo(1);
                }
            }
        }
    }
}
