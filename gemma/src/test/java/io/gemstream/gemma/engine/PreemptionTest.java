package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.KvCache;
import io.gemstream.gemma.tokenizer.PiecesFile;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreemptionTest {

    private static final int BLOCK = 4;

    private final KvCache cache = KvCache.create(6, BLOCK, false);
    private final Scheduler scheduler = new Scheduler(cache, EngineOptions.ofSlots(3).withMaxBatchTokens(16));

    @Test
    void takesTheBlocksOfTheSequenceAdmittedLastAndPutsItInFront() {
        Sequence old = add("old", 4, 20);
        Sequence young = add("young", 4, 16);
        SchedulerDriver.step(scheduler);
        Sequence late = add("late", 9, 4);
        assertThat(scheduler.running()).isEqualTo(2);
        assertThat(scheduler.waiting()).isEqualTo(1);

        SchedulerDriver.steps(scheduler, 8); // 13 of 24 positions each
        assertThat(scheduler.load().preemptions()).isZero();
        ScheduledStep step = SchedulerDriver.step(scheduler);

        assertThat(step.sequences()).containsExactly(old);
        assertThat(scheduler.load().preemptions()).isEqualTo(1);
        assertThat(young.computed()).isZero();
        assertThat(young.decoding()).isFalse();
        assertThat(scheduler.expired(0)).isEmpty();
        scheduler.remove(old);
        ScheduledStep next = scheduler.plan(0);
        assertThat(next.sequences()).first().isSameAs(young);
        assertThat(next.plan().slices().getFirst().count()).isEqualTo(young.length());
        assertThat(late.computed()).isZero();
    }

    @Test
    void theOldestAlwaysGoesOn() {
        List<Sequence> sequences = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sequences.add(add("s" + i, 3, 21));
        }

        List<ScheduledStep> steps = SchedulerDriver.finish(scheduler);

        assertThat(steps.subList(0, 21)).allSatisfy(step -> assertThat(step.sequences()).contains(sequences.getFirst()));
        assertThat(sequences).allSatisfy(sequence -> assertThat(sequence.generated()).isEqualTo(21));
        assertThat(scheduler.load().preemptions()).isPositive();
        assertThat(cache.available()).isEqualTo(cache.blocks());
    }

    /**
     * A scored prompt leaves room in its steps, so a younger sequence decodes meanwhile. Then the prompt's last chunk takes
     * back the block that the younger one, already in the step, was to use.
     */
    @Test
    void takesAYoungerSequenceOutOfTheStepAgain() {
        Scheduler tight = new Scheduler(KvCache.create(205, 1, false), EngineOptions.ofSlots(2).withMaxBatchTokens(64));
        Sequence old = new Sequence(
                Requests.of("old", new int[200], Requests.greedy(3).promptLogprobs(0).build()), OptionalLong.empty(), 0);
        Sequence young = sequence("young", 1, 46);
        tight.add(old);
        tight.add(young);

        List<ScheduledStep> together = SchedulerDriver.steps(tight, 6);
        ScheduledStep last = SchedulerDriver.step(tight);

        assertThat(together).allSatisfy(step -> assertThat(step.sequences()).contains(old, young));
        assertThat(young.generated()).isEqualTo(6);
        assertThat(last.sequences()).containsOnly(old);
        assertThat(last.plan().rows()).isEqualTo(8);
        assertThat(tight.load().preemptions()).isEqualTo(1);
        SchedulerDriver.finish(tight);
        assertThat(young.generated()).isEqualTo(46);
    }

    /** Listeners hear the same as if there were room for everything, at every size that leads to preemption. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nobodyHearsOfIt(boolean prefixCache) {
        List<SequenceRequest> requests = IntStream.range(0, 5)
                .mapToObj(i -> Requests.of(
                        "r" + i,
                        Requests.prompt(i, 3 + 9 * i),
                        Requests.greedy(20 + 5 * i).ignoreEos(true).promptLogprobs(2).build()))
                .toList();
        List<Recording> roomy = run(requests, 64, prefixCache);

        for (int blocks : new int[] {21, 25, 30}) {
            List<Recording> cramped = run(requests, blocks, prefixCache);
            for (int i = 0; i < requests.size(); i++) {
                assertThat(cramped.get(i).tokens()).isEqualTo(roomy.get(i).tokens());
                assertThat(cramped.get(i).scores()).isEqualTo(roomy.get(i).scores());
                assertThat(cramped.get(i).finished().usage().cachedTokens()).isZero();
            }
        }
    }

    private static List<Recording> run(List<SequenceRequest> requests, int blocks, boolean prefixCache) {
        TokenMemoryBackend backend = new TokenMemoryBackend(blocks, BLOCK, TokenMemoryBackend::hash, plan -> {});
        HeldBackend held = new HeldBackend(backend);
        List<Recording> recordings;
        try (Engine engine =
                Engine.start(held, PiecesFile.tinyTokenizer(),
                        EngineOptions.ofSlots(4).withMaxBatchTokens(12).withPrefixCache(prefixCache))) {
            recordings = held.answers(engine, requests);
        }
        long rows = backend.plans().stream().mapToLong(StepPlan::rows).sum();
        long needed = recordings.stream()
                .mapToLong(run -> run.finished().usage().promptTokens() + run.tokens().size() - 1)
                .sum();
        assertThat(rows > needed).as("something was computed twice").isEqualTo(blocks < 64);
        return recordings;
    }

    private Sequence add(String id, int promptLength, int maxTokens) {
        Sequence sequence = sequence(id, promptLength, maxTokens);
        scheduler.add(sequence);
        return sequence;
    }

    private static Sequence sequence(String id, int promptLength, int maxTokens) {
        SequenceRequest request =
                Requests.of(id, new int[promptLength], Requests.greedy(maxTokens).build());
        return new Sequence(request, OptionalLong.empty(), 0);
    }
}
