package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.tokenizer.PiecesFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drafts, right and wrong, with a prefix cache and too few blocks: a wrong draft must never be found by its name. */
class DraftsInLittleMemoryTest {

    private static final int BLOCK = 4;
    private static final List<BlockGroup> WHOLE = List.of(BlockGroup.GLOBAL);
    private static final List<BlockGroup> WINDOWS = List.of(new BlockGroup(10), BlockGroup.GLOBAL);

    private final Map<Integer, Long> preemptions = new HashMap<>(); // by the number of blocks

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void changeNothing(int seed) {
        Random random = new Random(seed);
        List<SequenceRequest> first = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            first.add(request("r" + i, concat(Requests.prompt(i % 2, 12), Requests.prompt(i, random.nextInt(20))), random));
        }
        Map<String, int[]> answers = new HashMap<>();
        List<Recording> plain = run(first, WHOLE, 400, Speculation.OFF, answers);
        // Conversations that go on, so that the blocks of answers are looked for.
        List<SequenceRequest> both = new ArrayList<>(first);
        for (int i = 0; i < first.size(); i++) {
            both.add(request("n" + i, concat(concat(first.get(i).prompt(), plain.get(i).ids()), new int[] {460}), random));
        }
        List<Recording> expected = run(both, WHOLE, 800, Speculation.OFF, answers);

        for (double right : new double[] {0.3, 0.9}) {
            Speculation drafts = new Speculation(new NoisyOracle(answers, right, seed), 5, 16);
            same(both, run(both, WHOLE, 28, drafts, new HashMap<>()), expected);
            // A wrong draft goes back by some positions, before which the window has to be there still.
            same(both, run(both, WINDOWS, 34, drafts, new HashMap<>()), expected);
        }
        assertThat(preemptions).containsEntry(400, 0L).containsEntry(800, 0L);
        assertThat(preemptions.get(28)).isPositive();
        assertThat(preemptions.get(34)).isPositive();
    }

    private static void same(List<SequenceRequest> requests, List<Recording> cramped, List<Recording> expected) {
        for (int i = 0; i < requests.size(); i++) {
            assertThat(cramped.get(i).tokens()).as(requests.get(i).id()).isEqualTo(expected.get(i).tokens());
        }
    }

    private static SequenceRequest request(String id, int[] prompt, Random random) {
        return Requests.of(id, prompt, Requests.greedy(8 + random.nextInt(30)).ignoreEos(true).build());
    }

    /** In order, five at a time; the answers are added to the map. */
    private List<Recording> run(
            List<SequenceRequest> requests, List<BlockGroup> groups, int blocks, Speculation speculation,
            Map<String, int[]> answers) {
        // A first request holds the engine in its step until all have come: who shares blocks with whom, and who gives
        // way, must not depend on how fast they are submitted.
        CountDownLatch stepping = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(1);
        TokenMemoryBackend backend = new TokenMemoryBackend(groups, blocks, BLOCK, TokenMemoryBackend::hash, plan -> {
            stepping.countDown();
            Uninterrupted.await(all);
        });
        List<Recording> recordings = new ArrayList<>();
        Engine engine = Engine.start(
                backend, PiecesFile.tinyTokenizer(),
                        EngineOptions.ofSlots(5).withMaxBatchTokens(12), EngineClock.system(), speculation);
        try (engine) {
            Recording held = new Recording();
            engine.submit(Requests.of("held", new int[] {500}, Requests.greedy(1).build()), held);
            Uninterrupted.await(stepping);
            for (SequenceRequest request : requests) {
                recordings.add(new Recording());
                engine.submit(request, recordings.getLast());
            }
            all.countDown();
            assertThat(held.finished().failure()).isEmpty();
            recordings.forEach(run -> assertThat(run.finished().failure()).isEmpty());
        }
        preemptions.merge(blocks, engine.load().preemptions(), Long::sum);
        assertThat(engine.load().prefixHits()).isPositive();
        for (int i = 0; i < requests.size(); i++) {
            answers.put(requests.get(i).id(), recordings.get(i).ids());
        }
        return recordings;
    }

    private static int[] concat(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}
