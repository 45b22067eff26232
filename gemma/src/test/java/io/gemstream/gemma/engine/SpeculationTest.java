package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gemstream.gemma.BoundGrammars;
import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.constraint.GrammarText.Syntax;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.speculation.DraftProposer;
import io.gemstream.gemma.speculation.NgramProposer;
import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is drafted, and however well: events of every text are those of an engine that does not draft. */
class SpeculationTest {

    private static final EngineOptions PLAIN = EngineOptions.ofSlots(3).withMaxBatchTokens(24);
    private static final GrammarText PERSON = new GrammarText(
            Syntax.JSON_SCHEMA,
            """
            {"type":"object","required":["name","age"],"additionalProperties":false,
             "properties":{"name":{"type":"string","maxLength":12},"age":{"type":"integer","minimum":0}}}""");

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();
    private final BoundGrammars grammars = new BoundGrammars(tokenizer, 4);

    /** A way to draft for texts whose tokens, by id of the text, are known. */
    private enum Drafter {
        ORACLE, NGRAM, SAME_MODEL, OTHER_MODEL, NONSENSE;

        Proposer proposer(Map<String, int[]> answers, Tokenizer tokenizer, long seed) {
            return switch (this) {
                case ORACLE -> new NoisyOracle(answers, 0.8, seed);
                case NGRAM -> new NgramProposer();
                case SAME_MODEL -> draft(SpeculationTest::forgetful, tokenizer);
                case OTHER_MODEL -> draft(TokenMemoryBackend::hash, tokenizer);
                case NONSENSE -> new NoisyOracle(answers, 0, seed);
            };
        }

        private static Proposer draft(TokenMemoryBackend.Model model, Tokenizer tokenizer) {
            return DraftProposer.of(backend(model), tokenizer, tokenizer, 9);
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(Drafter.values())
                .flatMap(drafter -> IntStream.range(0, 12).mapToObj(seed -> Arguments.of(drafter, seed)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyEventIsTheSame(Drafter drafter, int seed) {
        Random random = new Random(seed);
        List<SequenceRequest> requests =
                IntStream.range(0, 10).mapToObj(i -> request("r" + i, random)).toList();
        List<Recording> plain = run(requests, PLAIN, Speculation.OFF);
        Map<String, int[]> answers = new HashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            answers.put(requests.get(i).id(), plain.get(i).ids());
        }

        requireSame(plain, run(requests, PLAIN,
                new Speculation(drafter.proposer(answers, tokenizer, seed), 1 + random.nextInt(7), 4 + seed)));

        List<SequenceRequest> resumed = new ArrayList<>();
        for (SequenceRequest request : requests) {
            int[] ids = answers.get(request.id());
            resumed.add(resume(request, Arrays.copyOf(ids, random.nextInt(ids.length + 1))));
        }
        requireSame(run(resumed, PLAIN, Speculation.OFF), run(resumed, PLAIN,
                new Speculation(drafter.proposer(answers, tokenizer, seed), 5)));
    }

    @Test
    void rightDraftsSaveSteps() {
        SequenceRequest request = Requests.of("a", Requests.prompt(3, 20), Requests.greedy(64).ignoreEos(true).build());
        TokenMemoryBackend plain = backend(SpeculationTest::forgetful);
        run(List.of(request), PLAIN, Speculation.OFF, plain);

        for (Drafter drafter : List.of(Drafter.NGRAM, Drafter.SAME_MODEL)) {
            TokenMemoryBackend backend = backend(SpeculationTest::forgetful);
            run(List.of(request), PLAIN, new Speculation(drafter.proposer(Map.of(), tokenizer, 1), 7), backend);

            assertThat(plain.plans()).hasSize(64);
            assertThat(backend.plans().size()).as(drafter.name()).isLessThan(20);
        }
    }

    /** The draft draws with the text's own seed, so the same model makes the same draws. */
    @Test
    void aDraftOfTheSameModelIsAlwaysRight() {
        SamplerOptions options = SamplerOptions.builder().seed(4).topK(0).topP(1).maxTokens(60).ignoreEos(true).build();
        Engine engine = Engine.start(backend(TokenMemoryBackend::hash), tokenizer, PLAIN, EngineClock.system(),
                new Speculation(DraftProposer.of(backend(TokenMemoryBackend::hash), tokenizer, tokenizer, 64), 4));
        try (engine) {
            engine.generate(Requests.of("a", Requests.prompt(3, 20), options));
        }

        assertThat(engine.speculated().accepted()).isEqualTo(engine.speculated().proposed()).isGreaterThan(40);
        assertThat(engine.speculated().failure()).isEmpty();
    }

    @Test
    void textsThatCannotBeDraftedAreHardlyDraftedFor() {
        SequenceRequest request = Requests.of("a", Requests.prompt(3, 20), Requests.greedy(300).ignoreEos(true).build());
        Engine engine = Engine.start(backend(TokenMemoryBackend::hash), tokenizer, PLAIN, EngineClock.system(),
                new Speculation(Drafter.NONSENSE.proposer(Map.of(), tokenizer, 1), 8));
        try (engine) {
            engine.generate(request);
        }

        assertThat(engine.speculated().accepted()).isZero();
        assertThat(engine.speculated().proposed()).isLessThan(20);
    }

    @Test
    void aStepHasNoMoreRowsThanAllowed() {
        TokenMemoryBackend backend = backend(SpeculationTest::forgetful);
        List<SequenceRequest> requests = IntStream.range(0, 6)
                .mapToObj(i -> Requests.of("r" + i, Requests.prompt(i, 1), Requests.greedy(80).ignoreEos(true).build()))
                .toList();
        run(requests,
                EngineOptions.ofSlots(6).withMaxBatchTokens(64), new Speculation(new NgramProposer(), 8, 9), backend);

        assertThat(backend.plans()).allSatisfy(plan -> assertThat(plan.rows()).isLessThanOrEqualTo(9));
        assertThat(backend.plans()).anySatisfy(plan -> assertThat(plan.rows()).isEqualTo(9));
    }

    @Test
    void aCancelledTextIsTheBeginningOfTheWhole() {
        SequenceRequest request = Requests.of("a", Requests.prompt(3, 20), Requests.greedy(90).ignoreEos(true).build());
        Recording whole = run(List.of(request), PLAIN, Speculation.OFF).getFirst();
        Recording cancelled = new Recording();
        try (Engine engine = Engine.start(backend(SpeculationTest::forgetful), tokenizer, PLAIN, EngineClock.system(),
                new Speculation(new NgramProposer(), 4))) {
            engine.submit(request, event -> {
                cancelled.onEvent(event);
                if (cancelled.tokens().size() == 30) {
                    engine.cancel("a");
                }
            });
            cancelled.finished();
            Recording again = new Recording();
            engine.submit(request, again);
            again.finished();

            assertThat(again.tokens()).isEqualTo(whole.tokens());
        }
        assertThat(cancelled.finished().reason()).isEqualTo(EndReason.CANCELLED);
        assertThat(cancelled.tokens().size()).isBetween(30, 34);
        assertThat(cancelled.tokens()).isEqualTo(whole.tokens().subList(0, cancelled.tokens().size()));
    }

    @Test
    void aProposerThatFailsIsNotAskedAgain() {
        SequenceRequest request = Requests.of("a", Requests.prompt(3, 20), Requests.greedy(20).ignoreEos(true).build());
        Recording whole = run(List.of(request), PLAIN, Speculation.OFF).getFirst();
        IllegalStateException lost = new IllegalStateException("draft device lost");
        TokenMemoryBackend draft = new TokenMemoryBackend(64, 8, TokenMemoryBackend::hash, plan -> {
            throw lost;
        });
        Recording run = new Recording();
        Engine engine = Engine.start(backend(SpeculationTest::forgetful), tokenizer, PLAIN, EngineClock.system(),
                new Speculation(DraftProposer.of(draft, tokenizer, tokenizer, 64), 4));
        try (engine) {
            engine.submit(request, run);
            run.finished();
        }

        assertThat(run.tokens()).isEqualTo(whole.tokens());
        assertThat(engine.speculated().failure()).containsSame(lost);
        assertThat(draft.plans()).hasSize(1);
    }

    @Test
    void refusesSizesBelowOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Speculation(new NgramProposer(), 0))
                .withMessage("tokens: 0 (expected: >= 1)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Speculation(new NgramProposer(), 1, 0))
                .withMessage("rows: 0 (expected: >= 1)");
    }

    /** A model that knows the last two tokens only, so that greedy texts soon repeat themselves. */
    private static void forgetful(int[] seen, float[] row) {
        TokenMemoryBackend.hash(new int[] {seen[Math.max(0, seen.length - 2)] % 5, seen[seen.length - 1] % 5}, row);
    }

    private static TokenMemoryBackend backend(TokenMemoryBackend.Model model) {
        return new TokenMemoryBackend(256, 8, model, plan -> {});
    }

    private SequenceRequest request(String id, Random random) {
        SamplerOptions.Builder options = SamplerOptions.builder()
                .seed(random.nextInt())
                .temperature(random.nextInt(3) * 0.4)
                .topK(random.nextInt(2) * 20)
                .repetitionPenalty(random.nextInt(4) == 0 ? 1.2 : 1)
                .presencePenalty(random.nextInt(4) == 0 ? 0.5 : 0)
                .minTokens(random.nextInt(3) * 5)
                .logprobs(random.nextInt(3))
                .stop(random.nextInt(2) == 0 ? List.of("e t", "an", "s") : List.of())
                .ignoreEos(random.nextBoolean())
                .maxTokens(10 + random.nextInt(50));
        if (random.nextInt(4) == 0) {
            options.promptLogprobs(1);
        }
        SequenceRequest request =
                Requests.of(id, Requests.prompt(random.nextLong(), 1 + random.nextInt(40)), options.build());
        return random.nextInt(4) == 0 ? request.withGrammar(grammars.masks(PERSON)) : request;
    }

    private static SequenceRequest resume(SequenceRequest request, int[] resumed) {
        return new SequenceRequest(request.id(), request.prompt(), resumed, request.options(), request.contextLength(),
                request.deadlineMillis(), request.grammar());
    }

    private static void requireSame(List<Recording> plain, List<Recording> drafted) {
        for (int i = 0; i < plain.size(); i++) {
            EngineEvent.Finished expected = plain.get(i).finished();
            EngineEvent.Finished actual = drafted.get(i).finished();
            assertThat(drafted.get(i).tokens()).as("request %d", i).isEqualTo(plain.get(i).tokens());
            assertThat(drafted.get(i).scores()).isEqualTo(plain.get(i).scores());
            assertThat(actual.reason()).isEqualTo(expected.reason());
            assertThat(actual.trailingText()).isEqualTo(expected.trailingText());
            assertThat(actual.usage().completionTokens()).isEqualTo(expected.usage().completionTokens());
        }
    }

    private List<Recording> run(List<SequenceRequest> requests, EngineOptions options, Speculation speculation) {
        return run(requests, options, speculation, backend(SpeculationTest::forgetful));
    }

    private List<Recording> run(
            List<SequenceRequest> requests, EngineOptions options, Speculation speculation, Backend backend) {
        HeldBackend held = new HeldBackend(backend);
        Engine engine = Engine.start(held, tokenizer, options, EngineClock.system(), speculation);
        List<Recording> recordings;
        try (engine) {
            recordings = held.answers(engine, requests);
        }
        assertThat(engine.speculated().failure()).isEmpty();
        return recordings;
    }
}
