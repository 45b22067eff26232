package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.cache.KvCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random arrivals, ends, cancellations, deadlines and failing steps over random sizes, each from a seed: what must hold in
 * every schedule. Many prompts begin alike, and the cache is small.
 */
class SchedulerPropertyTest {

    private static final int SEEDS = 400;
    private static final int LONGEST = 700;
    private static final long NEVER = Long.MAX_VALUE / 2;

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void finishesEverythingWithinItsMeans(long seed) {
        Random random = new Random(seed);
        int blockTokens = 1 << random.nextInt(5);
        List<BlockGroup> groups = groups(random);
        KvCache cache = KvCache.create(
                groups, 4 * groups.size() + random.nextInt(40), blockTokens, random.nextInt(4) > 0);
        int slots = 1 + random.nextInt(6);
        EngineOptions options = EngineOptions.ofSlots(slots).withMaxBatchTokens(slots + random.nextInt(40));
        Scheduler scheduler = new Scheduler(cache, options);
        List<Sequence> arriving =
                sequences(random, Math.min(LONGEST, cache.capacityTokens(options.maxBatchTokens())));
        Map<Sequence, Integer> arrivals = new HashMap<>();
        Memory memory = new Memory(cache, groups, options.maxBatchTokens());
        Map<Sequence, Integer> scored = new HashMap<>();
        int left = arriving.size();
        long work = arriving.stream().mapToLong(s -> s.request().limit()).sum();

        for (long now = 0; left > 0; now++) {
            // The oldest sequence computes something in every step, so no schedule is longer than the work.
            assertThat(now).isLessThanOrEqualTo(work);
            while (!arriving.isEmpty() && (random.nextInt(3) > 0 || scheduler.running() == 0)) {
                Sequence next = arriving.removeLast();
                arrivals.put(next, arrivals.size());
                scheduler.add(next);
            }
            List<Sequence> ended = new ArrayList<>(scheduler.expired(now));
            if (random.nextInt(20) == 0) {
                ended.add(everything(scheduler).get(random.nextInt(everything(scheduler).size())));
            }
            left -= end(scheduler, ended);

            ScheduledStep step = scheduler.plan(now);
            checkOrder(scheduler, step, arrivals);
            checkStep(step, options);
            memory.check(step);
            if (random.nextInt(60) == 0) {
                memory.spoil(step);
                left -= end(scheduler, step.sequences());
                continue;
            }
            memory.write(step);
            count(step, scored);
            scheduler.computed(step);
            left -= end(scheduler, sample(step, random, now, scored));
            assertThat(scheduler.load().kv().used()).isLessThanOrEqualTo(cache.blocks());
        }

        assertThat(cache.available()).isEqualTo(cache.blocks());
        assertThat(scheduler.plan(0).isEmpty()).isTrue();
        EngineLoad load = scheduler.load();
        assertThat(load.prefixHits()).isBetween(0L, load.prefixQueries());
    }

    /** Nobody overtakes, the oldest computes, and whoever decodes and keeps its blocks computes. */
    private static void checkOrder(Scheduler scheduler, ScheduledStep step, Map<Sequence, Integer> arrivals) {
        List<Sequence> all = everything(scheduler);
        assertThat(all).extracting(arrivals::get).isSorted();
        assertThat(step.isEmpty()).isEqualTo(all.isEmpty());
        assertThat(step.sequences()).containsAll(all.stream().limit(1).toList());
        assertThat(all.subList(0, scheduler.running())).containsAll(step.sequences());
        assertThat(step.sequences()).containsAll(all.stream().filter(Sequence::decoding).toList());
        assertThat(all.stream().skip(scheduler.running()))
                .allSatisfy(waiting -> assertThat(waiting.computed()).isZero());
    }

    private static void checkStep(ScheduledStep step, EngineOptions options) {
        assertThat(step.plan().rows()).isLessThanOrEqualTo(options.maxBatchTokens());
        assertThat(new HashSet<>(step.sequences())).hasSizeLessThanOrEqualTo(options.slots());
        Map<Sequence, Integer> next = new HashMap<>();
        for (int i = 0; i < step.sequences().size(); i++) {
            Sequence sequence = step.sequences().get(i);
            StepSlice slice = step.plan().slices().get(i);
            assertThat(slice.start()).isEqualTo(next.getOrDefault(sequence, sequence.computed()));
            next.put(sequence, slice.start() + slice.count());
            boolean end = slice.start() + slice.count() == sequence.length();
            boolean scores = sequence.unscored() > 0 && slice.start() >= sequence.computed() + sequence.lost();
            assertThat(slice.wantsLogits()).isEqualTo(end || scores);
            assertThat(next.get(sequence)).isLessThanOrEqualTo(sequence.length());
        }
    }

    /** Every token of a prompt that is scored is scored once, preempted or not. */
    private static void count(ScheduledStep step, Map<Sequence, Integer> scored) {
        for (int i = 0; i < step.sequences().size(); i++) {
            StepSlice slice = step.plan().slices().get(i);
            if (slice.wantsLogits() && slice.start() + slice.count() < step.sequences().get(i).length()) {
                int position = slice.start();
                assertThat(position).isEqualTo(scored.getOrDefault(step.sequences().get(i), 0));
                scored.put(step.sequences().get(i), position + 1);
            }
        }
    }

    private static List<Sequence> sample(ScheduledStep step, Random random, long now, Map<Sequence, Integer> scored) {
        List<Sequence> ended = new ArrayList<>();
        for (Sequence sequence : new HashSet<>(step.sequences())) {
            if (sequence.pending() > 0) {
                continue;
            }
            SequenceRequest request = sequence.request();
            boolean wantsScores = request.options().promptLogprobs().isPresent() && request.resumed().length == 0;
            assertThat(scored.getOrDefault(sequence, 0)).isEqualTo(wantsScores ? request.prompt().length - 1 : 0);
            sequence.append(random.nextInt(3), now);
            if (sequence.length() == request.limit() || random.nextInt(30) == 0) {
                ended.add(sequence);
            }
        }
        return ended;
    }

    private static int end(Scheduler scheduler, List<Sequence> ended) {
        Set<Sequence> distinct = new HashSet<>(ended);
        distinct.forEach(scheduler::remove);
        return distinct.size();
    }

    /** Running, then waiting. */
    private static List<Sequence> everything(Scheduler scheduler) {
        return scheduler.expired(NEVER);
    }

    private static List<Sequence> sequences(Random random, int capacity) {
        List<Sequence> sequences = new ArrayList<>();
        for (int i = 1 + random.nextInt(25); i > 0; i--) {
            int prompt = 1 + random.nextInt(Math.max(1, capacity / 2));
            int resumed = random.nextInt(3) == 0 ? random.nextInt(Math.max(1, (capacity - prompt) / 2)) : 0;
            int maxTokens = resumed + 1 + random.nextInt(40);
            var sampling = Requests.greedy(maxTokens);
            SequenceRequest request = new SequenceRequest(
                    "s" + i,
                    tokens(random, prompt),
                    tokens(random, resumed),
                    (random.nextInt(4) == 0 ? sampling.promptLogprobs(1) : sampling).build(),
                    capacity,
                    OptionalLong.empty());
            long deadline = random.nextInt(5) == 0 ? random.nextInt(200) : NEVER;
            sequences.add(new Sequence(request, OptionalLong.of(deadline), 0));
        }
        return sequences;
    }

    /** Some kinds of layers, with windows below and beyond a block, a chunk and a text; mostly some without. */
    private static List<BlockGroup> groups(Random random) {
        List<BlockGroup> groups = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            groups.add(random.nextInt(4) == 0 ? BlockGroup.GLOBAL : new BlockGroup(1 + random.nextInt(50)));
        }
        if (groups.isEmpty() || random.nextInt(4) > 0) {
            groups.add(random.nextInt(groups.size() + 1), BlockGroup.GLOBAL);
        }
        return groups;
    }

    /** All equal but for a token here and there, so that prefixes of any length are shared. */
    private static int[] tokens(Random random, int count) {
        int[] tokens = new int[count];
        for (int i = random.nextInt(3); i > 0 && count > 0; i--) {
            tokens[random.nextInt(count)] = random.nextInt(3);
        }
        return tokens;
    }

    /** Stands in for keys and values: at each position a hash of the tokens up to there. */
    private record Memory(List<BlockGroup> groups, int chunk, long[] rows) {

        Memory(KvCache cache, List<BlockGroup> groups, int chunk) {
            this(groups, chunk, new long[cache.blocks() * cache.blockTokens()]);
        }

        /** What a step sees is where the tables say, nobody else writes there, and no more is held. */
        void check(ScheduledStep step) {
            Map<Integer, BlockTable> writers = new HashMap<>();
            Map<Integer, Integer> groupOf = new HashMap<>();
            for (int i = 0; i < step.sequences().size(); i++) {
                StepSlice slice = step.plan().slices().get(i);
                int computed = step.sequences().get(i).computed();
                for (int group = 0; group < groups.size(); group++) {
                    checkSeen(slice, group, computed);
                    checkHeld(slice.blocks(), group, computed, groupOf);
                    for (int at = slice.start() / slice.blocks().blockTokens();
                            at * slice.blocks().blockTokens() < slice.start() + slice.count(); at++) {
                        BlockTable writer = writers.putIfAbsent(slice.blocks().ids()[group][at], slice.blocks());
                        assertThat(writer).isIn(null, slice.blocks());
                    }
                }
            }
            step.plan().slices().forEach(slice -> Arrays.stream(slice.blocks().ids()).flatMapToInt(Arrays::stream)
                    .forEach(block -> assertThat(writers.getOrDefault(block, slice.blocks())).isSameAs(slice.blocks())));
        }

        private void checkSeen(StepSlice slice, int group, int computed) {
            long[] expected = hashes(slice.tokens(), computed);
            for (int position = groups.get(group).firstVisible(computed); position < computed; position++) {
                assertThat(rows[(int) slice.blocks().row(group, position)]).isEqualTo(expected[position]);
            }
        }

        private void checkHeld(BlockTable table, int group, int computed, Map<Integer, Integer> groupOf) {
            int[] ids = table.ids()[group];
            assertThat(ids).hasSize(table.length());
            int first = Math.min(ids.length, groups.get(group).firstVisible(computed) / table.blockTokens());
            assertThat(Arrays.copyOf(ids, first)).isEqualTo(IntStream.generate(() -> BlockTable.GONE).limit(first).toArray());
            for (int at = first; at < ids.length; at++) {
                assertThat(groupOf.putIfAbsent(ids[at], group)).isIn(null, group);
            }
            assertThat(ids.length - first)
                    .isLessThanOrEqualTo(groups.get(group).mostHeld(ids.length, table.blockTokens(), chunk));
        }

        void write(ScheduledStep step) {
            for (StepSlice slice : step.plan().slices()) {
                long[] hashes = hashes(slice.tokens(), slice.start() + slice.count());
                for (int group = 0; group < groups.size(); group++) {
                    for (int position = slice.start(); position < hashes.length; position++) {
                        rows[(int) slice.blocks().row(group, position)] = hashes[position];
                    }
                }
            }
        }

        /** A step that failed may have written anything. */
        void spoil(ScheduledStep step) {
            for (StepSlice slice : step.plan().slices()) {
                for (int group = 0; group < groups.size(); group++) {
                    for (int position = slice.start(); position < slice.start() + slice.count(); position++) {
                        rows[(int) slice.blocks().row(group, position)] = -1;
                    }
                }
            }
        }

        private static long[] hashes(int[] tokens, int count) {
            long[] hashes = new long[count];
            long hash = 1;
            for (int i = 0; i < count; i++) {
                hash = (hash ^ tokens[i]) * 0xBF58476D1CE4E5B9L;
                hash ^= hash >>> 30;
                hashes[i] = hash;
            }
            return hashes;
        }
    }
}
