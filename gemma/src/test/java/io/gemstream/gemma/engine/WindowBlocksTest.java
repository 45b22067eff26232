package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.tokenizer.PiecesFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that a window has passed are free, and nothing reads them. */
class WindowBlocksTest {

    private static final int BLOCK = 4;
    private static final int WINDOW = 10;
    private static final List<BlockGroup> GROUPS = List.of(BlockGroup.GLOBAL, new BlockGroup(WINDOW));

    private final Map<int[], BlockTable> latest = new IdentityHashMap<>(); // by a sequence's tokens

    /** What is given back becomes worthless at once, also where another takes it in the same step. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 17, 64})
    void answersAreThoseOfACacheThatKeepsEverything(int budget) {
        EngineOptions options = EngineOptions.ofSlots(Math.min(budget, 3)).withMaxBatchTokens(budget)
                .withPrefixCache(false);
        List<SequenceRequest> requests = IntStream.range(0, 6)
                .mapToObj(i -> Requests.of("r" + i, Requests.prompt(i, 5 + 13 * i), Requests.greedy(60)
                        .ignoreEos(true).build()))
                .toList();
        List<Recording> expected = run(
                new TokenMemoryBackend(400, BLOCK, TokenMemoryBackend::hash, _ -> {}), options, requests);
        TokenMemoryBackend[] own = new TokenMemoryBackend[1];
        own[0] = new TokenMemoryBackend(GROUPS, 60, BLOCK, TokenMemoryBackend::hash, plan -> poison(own[0], plan));
        List<Recording> actual = run(own[0], options, requests);

        for (int i = 0; i < requests.size(); i++) {
            assertThat(actual.get(i).finished().failure()).isEmpty();
            assertThat(actual.get(i).tokens()).isEqualTo(expected.get(i).tokens());
        }
        int most = GROUPS.get(1).mostHeld(Integer.MAX_VALUE, BLOCK, budget);
        assertThat(own[0].plans()).flatMap(StepPlan::slices).allSatisfy(slice ->
                assertThat(Arrays.stream(slice.blocks().ids()[1]).filter(id -> id != BlockTable.GONE).count())
                        .isLessThanOrEqualTo(most));
    }

    /** A text too long for two whole groups fits where one of them forgets; one too long for that ends there. */
    @Test
    void aSequenceMayBeLongerThanTheCacheWithoutWindows() {
        TokenMemoryBackend backend = new TokenMemoryBackend(GROUPS, 30, BLOCK, TokenMemoryBackend::hash, _ -> {});
        try (Engine engine = Engine.start(backend, PiecesFile.tinyTokenizer(),
                EngineOptions.ofSlots(1).withMaxBatchTokens(8))) {
            // 30 blocks: 5 for the window and a chunk, 25 for everything
            Recording long1 = new Recording();
            engine.submit(Requests.of("a", Requests.prompt(1, 80), Requests.greedy(21).ignoreEos(true).build()), long1);
            assertThat(long1.finished().failure()).isEmpty();
            assertThat(long1.tokens()).hasSize(20);
            SequenceRequest tooLong = Requests.of("b", Requests.prompt(1, 100), Requests.greedy(1).build());
            assertThatThrownBy(() -> engine.submit(tooLong, new Recording())).isInstanceOf(SequenceTooLong.class);
        }
        assertThat(backend.kvCacheTokens()).isEqualTo(60);
    }

    /** The window is that of the end of what is found: blocks before it may be anyone's by now. */
    @Test
    void aPrefixIsFoundByItsLastWindow() {
        TokenMemoryBackend backend = new TokenMemoryBackend(GROUPS, 200, BLOCK, TokenMemoryBackend::hash, _ -> {});
        int[] prompt = Requests.prompt(1, 81);
        try (Engine engine = Engine.start(backend, PiecesFile.tinyTokenizer(),
                EngineOptions.ofSlots(1).withMaxBatchTokens(8))) {
            List<Recording> both = new ArrayList<>();
            for (String id : List.of("a", "b")) {
                both.add(new Recording());
                engine.submit(Requests.of(id, prompt, Requests.greedy(1).build()), both.getLast());
                both.getLast().finished();
            }
            assertThat(both.get(1).finished().usage().cachedTokens()).isEqualTo(80);
            assertThat(both.get(1).tokens()).isEqualTo(both.get(0).tokens());
        }
        int[] local = backend.plans().getLast().slices().getFirst().blocks().ids()[1];
        assertThat(local).startsWith(IntStream.range(0, 17).map(_ -> BlockTable.GONE).toArray());
        assertThat(Arrays.copyOfRange(local, 17, 21)).doesNotContain(BlockTable.GONE);
    }

    /** That the backend of these tests notices. */
    @Test
    void readingWhatIsGoneIsAnError() {
        TokenMemoryBackend backend = new TokenMemoryBackend(GROUPS, 20, BLOCK, TokenMemoryBackend::hash, _ -> {});
        int[] tokens = Requests.prompt(1, 20);
        BlockTable whole = BlockTable.consecutive(2, BLOCK, 0, 5);
        float[][] none = new float[1][0];
        backend.run(new StepPlan(List.of(new StepSlice(whole, tokens, 0, 17, 0, false))), none);
        StepPlan next = new StepPlan(List.of(new StepSlice(whole, tokens, 17, 1, 17, false)));
        backend.run(next, none);
        int[][] ids = {whole.ids()[0], whole.ids()[1].clone()};
        ids[1][2] = BlockTable.GONE; // positions 8 to 11, and 17 sees from 8 on
        StepPlan early =
                new StepPlan(List.of(new StepSlice(new BlockTable(BLOCK, ids), tokens, 17, 1, 17, false)));
        assertThatThrownBy(() -> backend.run(early, none)).isInstanceOf(AssertionError.class);
        backend.poison(whole.ids()[1][2]);
        assertThatThrownBy(() -> backend.run(next, none)).isInstanceOf(AssertionError.class);
    }

    private void poison(TokenMemoryBackend backend, StepPlan plan) {
        Set<int[]> seen = new HashSet<>();
        for (StepSlice slice : plan.slices()) {
            BlockTable before = latest.put(slice.tokens(), slice.blocks());
            if (before == null || before == slice.blocks() || !seen.add(slice.tokens())) {
                continue;
            }
            int[] now = slice.blocks().ids()[1];
            for (int i = 0; i < Math.min(now.length, before.length()); i++) {
                if (now[i] == BlockTable.GONE && before.ids()[1][i] != BlockTable.GONE) {
                    backend.poison(before.ids()[1][i]);
                }
            }
        }
    }

    private static List<Recording> run(Backend backend, EngineOptions options, List<SequenceRequest> requests) {
        HeldBackend held = new HeldBackend(backend);
        try (Engine engine = Engine.start(held, PiecesFile.tinyTokenizer(), options)) {
            return held.answers(engine, requests);
        }
    }
}
