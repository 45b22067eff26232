package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineTest {

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();

    @Test
    void interleavedSequencesEqualSoloRuns() {
        List<SequenceRequest> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            SamplerOptions options = SamplerOptions.builder()
                    .seed(i)
                    .temperature(i % 3)
                    .repetitionPenalty(i % 2 == 0 ? 1 : 1.3)
                    .maxTokens(10 + 5 * i)
                    .ignoreEos(true)
                    .build();
            requests.add(Requests.of("r" + i, Requests.prompt(i, 1 + 7 * i), options));
        }

        List<Recording> together = run(requests, EngineOptions.ofSlots(5).withMaxBatchTokens(16));

        for (int i = 0; i < requests.size(); i++) {
            Recording solo = run(List.of(requests.get(i)), EngineOptions.ofSlots(1)).getFirst();
            assertThat(together.get(i).tokens()).as("request %d", i).isEqualTo(solo.tokens());
            assertThat(together.get(i).text()).isEqualTo(solo.text());
        }
    }

    @Test
    void resumesFromEveryTokenAsIfNothingHadHappened() {
        SamplerOptions options = SamplerOptions.builder()
                .seed(77)
                .topK(0)
                .topP(1)
                .presencePenalty(0.5)
                .stop(List.of("e t", "zq"))
                .maxTokens(60)
                .ignoreEos(true)
                .build();
        SequenceRequest request = Requests.of("whole", Requests.prompt(5, 20), options);
        Recording whole = run(List.of(request), EngineOptions.ofSlots(4).withMaxBatchTokens(32)).getFirst();
        int[] ids = whole.ids();
        assertThat(ids).hasSize(60);

        List<SequenceRequest> resumed = new ArrayList<>();
        for (int from = 0; from <= ids.length; from++) {
            resumed.add(Requests.resume(request, "from" + from, Arrays.copyOf(ids, from)));
        }
        List<Recording> runs = run(resumed, EngineOptions.ofSlots(4).withMaxBatchTokens(32));

        for (int from = 0; from <= ids.length; from++) {
            Recording run = runs.get(from);
            assertThat(run.tokens()).as("from %d", from).isEqualTo(whole.tokens().subList(from, ids.length));
            assertThat(run.finished().reason()).isEqualTo(EndReason.LENGTH);
            assertThat(run.finished().trailingText()).isEqualTo(whole.finished().trailingText());
            assertThat(run.finished().usage().completionTokens()).isEqualTo(60);
            assertThat(run.finished().usage().promptTokens()).isEqualTo(20);
        }
    }

    @Test
    void endsAtEosAndCountsIt() {
        int[] prompt = Requests.prompt(1, 4);
        int the = tokenizer.id("\u2581the").orElseThrow();
        Recording run = say(Requests.of("a", prompt, Requests.greedy(50).build()), the, the);

        assertThat(run.ids()).containsExactly(the, the, 1);
        assertThat(run.texts()).containsExactly(" the", " the", "");
        assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
        assertThat(run.finished().usage().completionTokens()).isEqualTo(3);
    }

    @Test
    void endsAtTheEndOfTheTurn() {
        Recording run = say(Requests.of("a", Requests.prompt(1, 4), Requests.greedy(50).build()), 460, 6, 460);

        assertThat(run.ids()).containsExactly(460, 6);
        assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
    }

    @Test
    void goesOnPastTheModelsEndTokensWhereAskedTo() {
        SamplerOptions options = Requests.greedy(4).ignoreEos(true).build();
        Recording run = say(Requests.of("a", Requests.prompt(1, 4), options), 460, 6, 1, 461);

        assertThat(run.ids()).containsExactly(460, 6, 1, 461);
        assertThat(run.finished().reason()).isEqualTo(EndReason.LENGTH);
    }

    @Test
    void endsAtTheTokensTheRequestNamesWithoutTheirText() {
        SamplerOptions options =
                Requests.greedy(4).ignoreEos(true).stopTokenIds(Set.of(461)).build();
        Recording run = say(Requests.of("a", Requests.prompt(1, 4), options), 460, 461, 462);

        assertThat(run.ids()).containsExactly(460, 461);
        assertThat(run.text()).isEqualTo(tokenizer.decode(new int[] {460}));
        assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
    }

    @Test
    void bansEndTokensUntilTheLeastNumberOfTokens() {
        SamplerOptions options = Requests.greedy(50).minTokens(3).build();
        Recording run = say(Requests.of("a", Requests.prompt(1, 4), options));

        assertThat(run.ids()).hasSize(4).endsWith(1);
        assertThat(run.ids()).startsWith(0, 0, 0); // all else being equal, the lowest id
    }

    @Test
    void findsStopStringsAcrossTokens() {
        SamplerOptions options = Requests.greedy(50).stop(List.of("o w")).build();
        int[] answer = tokenizer.encode("Hello, no world!");
        Recording run = say(Requests.of("a", Requests.prompt(1, 4), options), answer);

        assertThat(run.text()).isEqualTo("Hello, n");
        assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
        assertThat(run.finished().usage().completionTokens()).isEqualTo(run.tokens().size());
        assertThat(tokenizer.decode(run.ids())).startsWith("Hello, no w");
    }

    @Test
    void handsOutHeldTextWhenNoStopStringComes() {
        int[] answer = tokenizer.encode("to");
        SamplerOptions options = Requests.greedy(answer.length).stop(List.of("o w")).build();
        Recording run = say(Requests.of("a", Requests.prompt(1, 4), options), answer);

        assertThat(run.text()).isEqualTo("to");
        assertThat(run.finished().trailingText()).isEqualTo("o");
        assertThat(run.finished().reason()).isEqualTo(EndReason.LENGTH);
    }

    @Test
    void neverSplitsACharacter() {
        String text = "日本 😈 é";
        Recording run = say(
                Requests.of("a", Requests.prompt(1, 4), Requests.greedy(50).build()), tokenizer.encode(text));

        assertThat(run.text()).isEqualTo(text);
        assertThat(run.texts()).allSatisfy(part -> assertThat(part).doesNotContain("\uFFFD"));
        assertThat(run.texts()).contains("日", "😈", "é");
    }

    @Test
    void endsWhereTheContextIsFull() {
        SequenceRequest request = new SequenceRequest(
                "a",
                Requests.prompt(1, 10),
                new int[0],
                Requests.greedy(1000).ignoreEos(true).build(),
                16,
                OptionalLong.empty());
        Recording run = run(List.of(request), EngineOptions.ofSlots(1).withMaxBatchTokens(4)).getFirst();

        assertThat(run.tokens()).hasSize(6);
        assertThat(run.finished().reason()).isEqualTo(EndReason.LENGTH);
    }

    /** As at the end of the context, however much it was allowed; what other sequences hold decides nothing. */
    @Test
    void endsWhereTheWholeCacheIsFull() {
        List<SequenceRequest> requests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            requests.add(Requests.of(
                    "r" + i, Requests.prompt(i, 10 + 20 * i), Requests.greedy(1_000_000).ignoreEos(true).build()));
        }
        requests.add(Requests.of("last", Requests.prompt(4, 63), Requests.greedy(256).ignoreEos(true).build()));
        List<Recording> runs = run(requests, EngineOptions.ofSlots(4).withMaxBatchTokens(16), cacheOf64());

        assertThat(runs).extracting(run -> run.tokens().size()).containsExactly(54, 34, 14, 1);
        assertThat(runs).extracting(run -> run.finished().reason()).containsOnly(EndReason.LENGTH);
        for (int i = 0; i < requests.size(); i++) {
            Recording roomier = run(List.of(requests.get(i)),
                    EngineOptions.ofSlots(1).withMaxBatchTokens(16)).getFirst();
            assertThat(roomier.ids()).startsWith(runs.get(i).ids()).hasSizeGreaterThan(runs.get(i).ids().length);
        }
    }

    /** Where an attempt that had more room has died, it ends where that one was, and says no text twice. */
    @Test
    void endsAtOnceWhereMoreWasGeneratedThanTheWholeCacheHolds() {
        int[] prompt = Requests.prompt(1, 10);
        SamplerOptions.Builder options = Requests.greedy(100).ignoreEos(true).stop(List.of("e t", "zq"));
        SequenceRequest request = Requests.of("a", prompt, options.build());
        Recording whole = run(List.of(request), EngineOptions.ofSlots(1).withMaxBatchTokens(16)).getFirst();

        for (int from : new int[] {53, 54, 55, 80}) {
            int expected = Math.max(54, from);
            SequenceRequest resumed = Requests.resume(request, "from" + from, Arrays.copyOf(whole.ids(), from));
            Recording run = run(List.of(resumed),
                    EngineOptions.ofSlots(1).withMaxBatchTokens(16), cacheOf64()).getFirst();
            SequenceRequest limited = Requests.of("limited", prompt, options.maxTokens(expected).build());

            assertThat(run.tokens()).as("from %d", from).hasSize(expected - from);
            assertThat(run.finished().reason()).isEqualTo(EndReason.LENGTH);
            assertThat(run.finished().usage().completionTokens()).isEqualTo(expected);
            assertThat(String.join("", whole.texts().subList(0, from)) + run.text())
                    .isEqualTo(run(List.of(limited),
                            EngineOptions.ofSlots(1).withMaxBatchTokens(16)).getFirst().text());
        }
    }

    @Test
    void computesNothingForAGenerationThatHadAlreadyEnded() {
        SamplerOptions options = Requests.greedy(3).stop(List.of("the")).build();
        SequenceRequest request = Requests.of("a", Requests.prompt(1, 4), options);
        TokenMemoryBackend backend = new TokenMemoryBackend(64, 16, TokenMemoryBackend::hash, plan -> {});
        List<Recording> runs = run(
                List.of(
                        Requests.resume(request, "length", new int[] {460, 461, 462}),
                        Requests.resume(request, "eos", new int[] {460, 1}),
                        Requests.resume(request, "stop", tokenizer.encode(" the"))),
                EngineOptions.ofSlots(2).withMaxBatchTokens(16),
                backend);

        assertThat(runs).extracting(run -> run.finished().reason())
                .containsExactly(EndReason.LENGTH, EndReason.STOP, EndReason.STOP);
        assertThat(runs).allSatisfy(run -> assertThat(run.tokens()).isEmpty());
        assertThat(backend.plans()).isEmpty();
    }

    @Test
    void reportsLogProbabilitiesOfTheModel() {
        Recording run = run(
                        List.of(Requests.of("a", Requests.prompt(3, 5), Requests.greedy(5).build())),
                        EngineOptions.ofSlots(1).withMaxBatchTokens(16))
                .getFirst();

        assertThat(run.tokens()).allSatisfy(token -> assertThat(token.logprob()).isBetween(-6.3f, 0f));
    }

    @Test
    void refusesWhatCanNeverRun() {
        TokenMemoryBackend backend = new TokenMemoryBackend(4, 16, TokenMemoryBackend::hash, plan -> {});
        try (Engine engine = Engine.start(backend, tokenizer, EngineOptions.ofSlots(1).withMaxBatchTokens(16))) {
            assertThatThrownBy(() -> engine.submit(
                            Requests.of("a", Requests.prompt(1, 64), Requests.greedy(1).build()), event -> {}))
                    .isInstanceOfSatisfying(SequenceTooLong.class, tooLong -> {
                        assertThat(tooLong.needed()).isEqualTo(65);
                        assertThat(tooLong.capacity()).isEqualTo(64);
                    })
                    .hasMessage("tokens: 65 needed (expected: <= 64)");
            assertThatThrownBy(() -> engine.submit(
                            SequenceRequest.of("a", new int[16], Requests.greedy(1).build(), 16), event -> {}))
                    .hasMessage("tokens: 17 needed (expected: <= 16)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> engine.submit(
                            Requests.of("a", new int[] {7, 512}, Requests.greedy(1).build()), event -> {}))
                    .withMessage("prompt[1]: 512 (expected: 0..511)");
            assertThat(engine.freeSlots()).isEqualTo(1);
        }
    }

    private static Backend cacheOf64() {
        return new TokenMemoryBackend(4, 16, TokenMemoryBackend::hash, plan -> {});
    }

    private List<Recording> run(List<SequenceRequest> requests, EngineOptions options) {
        return run(requests, options, new TokenMemoryBackend(64, 16, TokenMemoryBackend::hash, plan -> {}));
    }

    private List<Recording> run(List<SequenceRequest> requests, EngineOptions options, Backend backend) {
        HeldBackend held = new HeldBackend(backend);
        try (Engine engine = Engine.start(held, tokenizer, options)) {
            List<Recording> recordings = held.answers(engine, requests);
            assertThat(engine.freeSlots()).isEqualTo(options.slots());
            return recordings;
        }
    }

    private Recording say(SequenceRequest request, int... answer) {
        Backend backend = new TokenMemoryBackend(
                64, 16, TokenMemoryBackend.saying(request.prompt().length, answer), plan -> {});
        return run(List.of(request), EngineOptions.ofSlots(2).withMaxBatchTokens(16), backend).getFirst();
    }
}
