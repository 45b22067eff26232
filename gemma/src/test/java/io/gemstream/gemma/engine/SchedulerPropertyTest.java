package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.KvBlockPool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random arrivals, ends and cancellations over random sizes, each from a seed: what must hold in every schedule. */
class SchedulerPropertyTest {

    private static final int SEEDS = 300;

    static java.util.stream.LongStream seeds() {
        return java.util.stream.LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void finishesEverythingWithinItsMeans(long seed) {
        Random random = new Random(seed);
        int blockTokens = 1 << random.nextInt(5);
        KvBlockPool pool = new KvBlockPool(4 + random.nextInt(60), blockTokens);
        int slots = 1 + random.nextInt(6);
        EngineOptions options = new EngineOptions(slots, slots + random.nextInt(40));
        Scheduler scheduler = new Scheduler(pool, options);
        List<Sequence> arriving = new ArrayList<>();
        for (int i = 1 + random.nextInt(25); i > 0; i--) {
            arriving.add(sequence("s" + i, random, pool.capacityTokens()));
        }
        Set<Sequence> left = new HashSet<>(arriving);
        long work = arriving.stream().mapToLong(s -> s.request().limit()).sum();

        long steps = 0;
        while (!left.isEmpty()) {
            while (!arriving.isEmpty() && (random.nextInt(3) > 0 || scheduler.running() == 0)) {
                scheduler.add(arriving.removeLast());
            }
            if (random.nextInt(20) == 0) {
                Sequence cancelled = left.iterator().next();
                scheduler.remove(cancelled);
                arriving.remove(cancelled);
                left.remove(cancelled);
            }
            ScheduledStep step = scheduler.plan(steps);
            checkStep(step, options, pool, scheduler);
            assertThat(step.isEmpty()).isEqualTo(scheduler.running() + scheduler.waiting() == 0);
            scheduler.computed(step);
            for (int i = 0; i < step.sequences().size(); i++) {
                Sequence sequence = step.sequences().get(i);
                if (step.plan().slices().get(i).wantsLogits()) {
                    sequence.append(random.nextInt(100), steps);
                    int length = sequence.request().prompt().length + sequence.generated();
                    if (length == sequence.request().limit() || random.nextInt(30) == 0) {
                        scheduler.remove(sequence);
                        left.remove(sequence);
                    }
                }
            }
            // Every step computes at least one token, so no schedule is longer than the work.
            assertThat(++steps).isLessThanOrEqualTo(work + SEEDS);
        }

        assertThat(pool.freeBlocks()).isEqualTo(pool.blocks());
        assertThat(scheduler.plan(steps).isEmpty()).isTrue();
    }

    private static void checkStep(ScheduledStep step, EngineOptions options, KvBlockPool pool, Scheduler scheduler) {
        assertThat(step.plan().rows()).isLessThanOrEqualTo(options.maxBatchTokens());
        assertThat(scheduler.running()).isLessThanOrEqualTo(options.slots());
        assertThat(step.sequences()).doesNotHaveDuplicates();
        Set<Integer> blocks = new HashSet<>();
        int handedOut = 0;
        for (int i = 0; i < step.sequences().size(); i++) {
            Sequence sequence = step.sequences().get(i);
            StepSlice slice = step.plan().slices().get(i);
            assertThat(slice.start()).isEqualTo(sequence.computed());
            assertThat(slice.count()).isLessThanOrEqualTo(sequence.pending());
            assertThat(slice.wantsLogits()).isEqualTo(slice.count() == sequence.pending());
            for (int block : slice.blocks().ids()) {
                assertThat(blocks.add(block)).as("block %d has one owner", block).isTrue();
                handedOut++;
            }
        }
        assertThat(handedOut).isLessThanOrEqualTo(pool.blocks() - pool.freeBlocks());
    }

    private static Sequence sequence(String id, Random random, int capacity) {
        int prompt = 1 + random.nextInt(Math.max(1, capacity / 2));
        int resumed = random.nextInt(3) == 0 ? random.nextInt(Math.max(1, (capacity - prompt) / 2)) : 0;
        int maxTokens = resumed + 1 + random.nextInt(20);
        SequenceRequest request = new SequenceRequest(
                id,
                new int[prompt],
                new int[resumed],
                Requests.greedy(maxTokens).build(),
                capacity,
                OptionalLong.empty());
        return new Sequence(request, OptionalLong.empty(), 0);
    }
}
