package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.tokenizer.PiecesFile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is computed and what is not, with blocks of 16 tokens. That the answers are the same: {@link InvarianceTest}. */
class PrefixCacheTest {

    private static final int BLOCK = 16;

    private final TokenMemoryBackend backend = new TokenMemoryBackend(64, BLOCK, TokenMemoryBackend::hash, plan -> {});

    @Test
    void computesAPromptOnceButForItsLastTokens() {
        int[] prompt = Requests.prompt(1, 48);
        try (Engine engine = engine(32)) {
            Recording first = run(engine, Requests.of("a", prompt, Requests.greedy(1).build()));
            Recording second = run(engine, Requests.of("b", prompt, Requests.greedy(1).build()));

            assertThat(first.finished().usage().cachedTokens()).isZero();
            assertThat(second.finished().usage().cachedTokens()).isEqualTo(32);
            assertThat(second.tokens()).isEqualTo(first.tokens());
        }
        assertThat(rows()).isEqualTo(48 + 16);
    }

    @Test
    void aFurtherTurnFindsTheAnswerToo() {
        int[] prompt = Requests.prompt(1, 30);
        try (Engine engine = engine(64)) {
            Recording answer = run(engine, Requests.of("a", prompt, Requests.greedy(40).ignoreEos(true).build()));
            int[] conversation = concat(concat(prompt, answer.ids()), Requests.prompt(2, 10));
            Recording next = run(engine, Requests.of("b", conversation, Requests.greedy(1).build()));

            // 69 positions were computed: the last token was chosen and nothing after it.
            assertThat(next.finished().usage().cachedTokens()).isEqualTo(64);
        }
    }

    @Test
    void anAttemptThatResumesFindsWhatTheOtherLeft() {
        SequenceRequest request =
                Requests.of("a", Requests.prompt(1, 20), Requests.greedy(60).ignoreEos(true).build());
        try (Engine engine = engine(64)) {
            Recording whole = run(engine, request);
            Recording resumed = run(engine, Requests.resume(request, "b", Arrays.copyOf(whole.ids(), 50)));

            assertThat(resumed.finished().usage().cachedTokens()).isEqualTo(64);
            assertThat(resumed.tokens()).isEqualTo(whole.tokens().subList(50, 60));
        }
    }

    /** The other choices wait for the first one's blocks, whether the prompt takes one step or several. */
    @Test
    void choicesOfOnePromptPrefillOnce() {
        for (int budget : new int[] {8, 13, 200}) {
            backend.plans().clear();
            int[] prompt = Requests.prompt(budget, 100);
            List<Recording> choices = runAll(budget, IntStream.range(0, 6)
                    .mapToObj(i -> Requests.of("c" + i, prompt, Requests.greedy(1).build()))
                    .toList());

            assertThat(choices.stream().mapToInt(choice -> choice.finished().usage().cachedTokens()).sum())
                    .isEqualTo(5 * 96);
            assertThat(rows()).isEqualTo(100 + 5 * 4);
        }
    }

    @Test
    void aSequenceThatStartsLaterJoinsAnotherInItsPrefill() {
        int[] prompt = Requests.prompt(1, 200);
        int[] alike = concat(Arrays.copyOf(prompt, 150), Requests.prompt(2, 50));

        List<Recording> both = runAll(20, List.of(
                Requests.of("a", prompt, Requests.greedy(1).build()),
                Requests.of("b", alike, Requests.greedy(1).build())));

        assertThat(both.get(1).finished().usage().cachedTokens()).isEqualTo(144);
        assertThat(rows()).isEqualTo(200 + 56);
    }

    @Test
    void aScoredPromptIsComputedWhole() {
        int[] prompt = Requests.prompt(1, 48);
        try (Engine engine = engine(32)) {
            run(engine, Requests.of("a", prompt, Requests.greedy(1).build()));
            Recording scored = run(engine, Requests.of("b", prompt, Requests.greedy(1).promptLogprobs(0).build()));

            assertThat(scored.finished().usage().cachedTokens()).isZero();
            assertThat(scored.scores().stream().mapToInt(portion -> portion.tokens().size()).sum()).isEqualTo(47);
            assertThat(engine.load().prefixQueries()).isEqualTo(47);
        }
        assertThat(rows()).isEqualTo(2 * 48);
    }

    @Test
    void countsQueriesAndHitsInTokens() {
        int[] prompt = Requests.prompt(1, 48);
        try (Engine engine = engine(32)) {
            run(engine, Requests.of("a", prompt, Requests.greedy(1).build()));
            run(engine, Requests.of("b", prompt, Requests.greedy(1).build()));
        }
        Engine closed = engine(32);
        run(closed, Requests.of("a", prompt, Requests.greedy(1).build()));
        run(closed, Requests.of("b", prompt, Requests.greedy(1).build()));
        closed.close();

        assertThat(closed.load().preemptions()).isZero();
        assertThat(closed.load().prefixQueries()).isEqualTo(94);
        assertThat(closed.load().prefixHits()).isEqualTo(32);
        assertThat(closed.load().kv().used()).isZero();
        assertThat(closed.load().kv().idle()).isEqualTo(3);
    }

    @Test
    void computesEverythingWhereItIsOff() {
        int[] prompt = Requests.prompt(1, 48);
        Engine engine = Engine.start(backend, PiecesFile.tinyTokenizer(),
                EngineOptions.ofSlots(4).withMaxBatchTokens(32).withPrefixCache(false));
        run(engine, Requests.of("a", prompt, Requests.greedy(1).build()));
        Recording second = run(engine, Requests.of("b", prompt, Requests.greedy(1).build()));
        engine.close();

        assertThat(second.finished().usage().cachedTokens()).isZero();
        assertThat(rows()).isEqualTo(96);
        assertThat(engine.load().preemptions()).isZero();
        assertThat(engine.load().prefixQueries()).isZero();
        assertThat(engine.load().prefixHits()).isZero();
        assertThat(engine.load().kv().idle()).isZero();
    }

    private List<Recording> runAll(int budget, List<SequenceRequest> requests) {
        HeldBackend held = new HeldBackend(backend);
        try (Engine engine = engine(held, budget)) {
            return held.answers(engine, requests);
        }
    }

    private Engine engine(int budget) {
        return engine(backend, budget);
    }

    private static Engine engine(Backend backend, int budget) {
        return Engine.start(backend, PiecesFile.tinyTokenizer(), EngineOptions.ofSlots(6).withMaxBatchTokens(budget));
    }

    private static Recording run(Engine engine, SequenceRequest request) {
        Recording recording = new Recording();
        engine.submit(request, recording);
        recording.finished();
        return recording;
    }

    private int rows() {
        return backend.plans().stream().mapToInt(StepPlan::rows).sum();
    }

    private static int[] concat(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}
