package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.KvCache;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private static final int BLOCK = 16;

    private final KvCache cache = KvCache.create(8, BLOCK, false);
    private final Scheduler scheduler = new Scheduler(cache, EngineOptions.ofSlots(3).withMaxBatchTokens(10));

    @Test
    void cutsAPromptIntoChunksAndWantsLogitsAfterTheLast() {
        Sequence sequence = add("a", 23, 4);

        for (int[] chunk : new int[][] {{0, 10, 0}, {10, 10, 0}, {20, 3, 1}}) {
            ScheduledStep step = scheduler.plan(0);
            StepSlice slice = step.plan().slices().getFirst();
            scheduler.computed(step);

            assertThat(step.sequences()).containsExactly(sequence);
            assertThat(slice.start()).isEqualTo(chunk[0]);
            assertThat(slice.offset()).isEqualTo(chunk[0]);
            assertThat(slice.count()).isEqualTo(chunk[1]);
            assertThat(slice.wantsLogits()).isEqualTo(chunk[2] == 1);
        }
    }

    @Test
    void decodesFirstAndPrefillsWithTheRestOfTheBudget() {
        Sequence decoding = add("a", 5, 4);
        scheduler.computed(scheduler.plan(0));
        decoding.append(7, 0);
        Sequence prefilling = add("b", 30, 4);

        ScheduledStep step = scheduler.plan(0);

        assertThat(step.sequences()).containsExactly(decoding, prefilling);
        assertThat(step.plan().slices().get(0).count()).isEqualTo(1);
        assertThat(step.plan().slices().get(0).start()).isEqualTo(5);
        assertThat(step.plan().slices().get(1).count()).isEqualTo(9);
    }

    /** Two tokens of the 35 are left to the second step, since no step scores more than 32. */
    @Test
    void wantsLogitsAtEveryTokenOfAPromptThatIsScored() {
        Scheduler wide = new Scheduler(cache, EngineOptions.ofSlots(3).withMaxBatchTokens(100));
        Sequence scored = new Sequence(
                Requests.of("a", new int[35], Requests.greedy(4).promptLogprobs(0).build()), OptionalLong.empty(), 0);
        wide.add(scored);
        Sequence plain = new Sequence(
                Requests.of("b", new int[20], Requests.greedy(4).build()), OptionalLong.empty(), 0);
        wide.add(plain);

        ScheduledStep first = wide.plan(0);
        wide.computed(first);
        ScheduledStep second = wide.plan(0);

        assertThat(first.plan().slices().subList(0, 32)).allSatisfy(slice -> {
            assertThat(slice.count()).isEqualTo(1);
            assertThat(slice.wantsLogits()).isTrue();
        });
        assertThat(first.plan().slices()).extracting(StepSlice::start).startsWith(0, 1, 2).hasSize(33);
        assertThat(first.sequences()).last().isSameAs(plain);
        assertThat(second.plan().slices()).extracting(StepSlice::start).contains(32, 33, 34);
        assertThat(second.sequences()).filteredOn(sequence -> sequence == scored).hasSize(3);
        wide.computed(second);
        assertThat(scored.pending()).isZero();
    }

    @Test
    void sharesAStepBetweenShortPrompts() {
        Sequence a = add("a", 4, 4);
        Sequence b = add("b", 4, 4);
        Sequence c = add("c", 4, 4);

        ScheduledStep step = scheduler.plan(0);

        assertThat(step.sequences()).containsExactly(a, b, c);
        assertThat(step.plan().slices()).extracting(StepSlice::count).containsExactly(4, 4, 2);
        assertThat(step.plan().slices()).extracting(StepSlice::wantsLogits).containsExactly(true, true, false);
    }

    @Test
    void holdsBlocksForWhatIsComputed() {
        add("a", 20, 60);

        scheduler.computed(scheduler.plan(0));
        assertThat(cache.use().used()).isEqualTo(1);
        scheduler.computed(scheduler.plan(0));
        assertThat(cache.use().used()).isEqualTo(2);
    }

    @Test
    void admitsOnlyWhatHasRoomForItsTextAndABlockMore() {
        add("a", 4 * BLOCK, 60);
        Sequence second = add("b", 3 * BLOCK, 60);

        scheduler.plan(0);
        assertThat(scheduler.running()).isEqualTo(1); // wants 5 blocks, as the other wants 4 more
        assertThat(scheduler.waiting()).isEqualTo(1);
        scheduler.remove(second);
        add("c", 2 * BLOCK, 60);
        scheduler.plan(0);
        assertThat(scheduler.running()).isEqualTo(1); // no tokens are left to the step
        SchedulerDriver.steps(scheduler, 8);
        assertThat(scheduler.running()).isEqualTo(2);
    }

    @Test
    void letsNobodyOvertakeTheFirstThatDoesNotFit() {
        add("a", 5 * BLOCK, 4);
        SchedulerDriver.steps(scheduler, 8);
        Sequence large = add("large", 3 * BLOCK, 4);
        add("small", 2, 4);

        assertThat(scheduler.plan(0).sequences()).hasSize(1);
        assertThat(scheduler.waiting()).isEqualTo(2);
        scheduler.remove(large);
        assertThat(scheduler.plan(0).sequences()).hasSize(2);
    }

    @Test
    void runsNoMoreThanItsSlots() {
        for (int i = 0; i < 5; i++) {
            add("s" + i, 1, 4);
        }

        assertThat(scheduler.plan(0).sequences()).hasSize(3);
        assertThat(scheduler.running()).isEqualTo(3);
        assertThat(scheduler.waiting()).isEqualTo(2);
    }

    @Test
    void takesBlocksBackFromRunningAndNothingFromWaiting() {
        Sequence running = add("a", 7 * BLOCK, 2);
        Sequence waiting = add("b", 7 * BLOCK, 2);
        scheduler.plan(0);

        scheduler.remove(waiting);
        assertThat(cache.use().used()).isEqualTo(1);
        scheduler.remove(running);
        assertThat(cache.available()).isEqualTo(8);
        assertThat(scheduler.plan(0).isEmpty()).isTrue();
    }

    @Test
    void findsExpiredSequencesWaitingAndRunning() {
        Sequence running = withDeadline("a", 100);
        Sequence unlimited = add("b", 2, 7);
        scheduler.plan(0);
        Sequence waiting = withDeadline("c", 200);

        assertThat(scheduler.expired(99)).isEmpty();
        assertThat(scheduler.expired(100)).containsExactly(running);
        assertThat(scheduler.expired(200)).containsExactly(running, waiting).doesNotContain(unlimited);
    }

    @Test
    void comparesDeadlinesAcrossTheClocksWrap() {
        Sequence sequence = withDeadline("a", Long.MIN_VALUE + 5);

        assertThat(scheduler.expired(Long.MAX_VALUE - 5)).isEmpty();
        assertThat(scheduler.expired(Long.MIN_VALUE + 6)).containsExactly(sequence);
    }

    @Test
    void prefillsResumedTokensWithThePrompt() {
        SequenceRequest request = Requests.of("a", new int[] {7, 8}, Requests.greedy(20).build());
        Sequence sequence = new Sequence(
                Requests.resume(request, "a", new int[] {9, 10, 11}), OptionalLong.empty(), 0);
        scheduler.add(sequence);

        StepSlice slice = scheduler.plan(0).plan().slices().getFirst();

        assertThat(slice.count()).isEqualTo(5);
        assertThat(slice.tokens()).startsWith(7, 8, 9, 10, 11);
        assertThat(sequence.generated()).isEqualTo(3);
        assertThat(sequence.decoding()).isFalse();
    }

    private Sequence add(String id, int promptLength, int maxTokens) {
        SequenceRequest request =
                Requests.of(id, new int[promptLength], Requests.greedy(maxTokens).build());
        Sequence sequence = new Sequence(request, OptionalLong.empty(), 0);
        scheduler.add(sequence);
        return sequence;
    }

    private Sequence withDeadline(String id, long nanos) {
        SequenceRequest request =
                Requests.of(id, new int[2], Requests.greedy(4).build());
        Sequence sequence = new Sequence(request, OptionalLong.of(nanos), 0);
        scheduler.add(sequence);
        return sequence;
    }
}
