package io.gemstream.gemma.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gemstream.gemma.BoundGrammars;
import io.gemstream.gemma.constraint.ConstraintException;
import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.constraint.GrammarText.Syntax;
import io.gemstream.gemma.constraint.JsonWhitespace;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts under a grammar from a model of random logits: what is right is the grammar's doing alone. */
class GrammarGenerationTest {

    private static final GrammarText PERSON = new GrammarText(
            Syntax.JSON_SCHEMA,
            """
            {"type":"object","required":["name","age","tags"],"additionalProperties":false,
             "properties":{"name":{"type":"string","maxLength":12},"age":{"type":"integer","minimum":0,"maximum":150},
             "tags":{"type":"array","maxItems":3,"items":{"enum":["red","green","blue"]}}}}""");
    private static final GrammarText DATE = new GrammarText(Syntax.REGEX, "\\d{4}-\\d{2}-\\d{2}");

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();
    private final BoundGrammars grammars = new BoundGrammars(tokenizer, 4);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyTextIsWhatTheSchemaSays(long seed) throws Exception {
        Recording run = run(request(PERSON, options(seed).build()));

        assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
        JsonNode person = new ObjectMapper().readTree(run.text());
        assertThat(person.fieldNames()).toIterable().containsExactly("name", "age", "tags");
        assertThat(person.get("name").textValue().codePoints().count()).isLessThanOrEqualTo(12);
        assertThat(person.get("age").intValue()).isBetween(0, 150);
        assertThat(person.get("tags")).allSatisfy(tag ->
                assertThat(tag.textValue()).isIn("red", "green", "blue"));
    }

    @Test
    void aTextThatCannotGoOnEndsWithAnEndToken() {
        for (SamplerOptions options : List.of(
                options(1).build(),
                options(1).ignoreEos(true).build(),
                options(1).minTokens(40).build(),
                options(1).temperature(0).repetitionPenalty(1.4).build())) {
            Recording run = run(request(DATE, options));

            assertThat(run.text()).matches("\\d{4}-\\d{2}-\\d{2}");
            assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
            assertThat(tokenizer.endTokens()).contains(run.ids()[run.ids().length - 1]);
        }
    }

    @Test
    void endTokensComeWhereTheTextMayEndOnly() {
        GrammarText optional = new GrammarText(Syntax.GBNF, "root ::= \"ab\" (\"c\")*");
        Recording run = run(request(optional, options(3).logitBias(Map.of(1, 100f)).build()));

        assertThat(run.text()).isEqualTo("ab");
        assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
    }

    @Test
    void minTokensHoldBackAnEndThatIsNotTheOnlyWay() {
        GrammarText many = new GrammarText(Syntax.REGEX, "x*");
        SamplerOptions options = options(3).minTokens(7).logitBias(Map.of(1, 100f)).build();

        assertThat(run(request(many, options)).ids()).hasSize(8).endsWith(1);
    }

    @Test
    void anEndTokenOfTheRequestComesEarlyWhereTheGrammarWantsNothingElse() {
        GrammarText onlyX = new GrammarText(Syntax.REGEX, "x");
        SamplerOptions options = options(3).minTokens(7).stopTokenIds(Set.of(tokenizer.id("x").orElseThrow())).build();

        assertThat(run(request(onlyX, options)).finished().reason()).isEqualTo(EndReason.STOP);
    }

    @Test
    void whereEveryTokenIsAnEndOneComesAtOnceWhateverMinTokensSays() {
        Set<Integer> all = IntStream.range(0, tokenizer.size()).boxed().collect(Collectors.toSet());
        Recording run = run(SequenceRequest.of("all", new int[] {2, 40}, options(3).minTokens(7).stopTokenIds(all).build(), 100));

        assertThat(run.ids()).hasSize(1);
        assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
    }

    @Test
    void resumesFromEveryTokenAsIfNothingHadHappened() {
        SequenceRequest request = request(PERSON, options(11).presencePenalty(0.5).build());
        Recording whole = run(request);
        int[] ids = whole.ids();
        assertThat(ids.length).isGreaterThan(20);

        for (int from = 0; from <= ids.length; from++) {
            Recording run = run(new SequenceRequest("from" + from, request.prompt(), Arrays.copyOf(ids, from),
                    request.options(), request.contextLength(), request.deadlineMillis(), request.grammar()));

            assertThat(run.tokens()).as("from %d", from).isEqualTo(whole.tokens().subList(from, ids.length));
            assertThat(run.finished().reason()).isEqualTo(EndReason.STOP);
        }
    }

    @Test
    void manyUnderOneGrammarDoNotDisturbEachOther() {
        List<SequenceRequest> requests = IntStream.range(0, 8)
                .mapToObj(seed -> request("r" + seed, PERSON, options(seed).build()))
                .toList();
        HeldBackend backend = new HeldBackend(backend());
        List<Recording> together;
        try (Engine engine = Engine.start(backend, tokenizer, EngineOptions.ofSlots(4).withMaxBatchTokens(64))) {
            together = backend.answers(engine, requests);
        }
        for (int seed = 0; seed < 8; seed++) {
            assertThat(run(request(PERSON, options(seed).build())).tokens()).isEqualTo(together.get(seed).tokens());
        }
    }

    /** A log with tokens that the grammar forbids must not take the engine down with it. */
    @Test
    void resumedTokensAgainstTheGrammarEndTheirSequenceOnly() {
        SequenceRequest date = request(DATE, options(1).build());
        Recording impossible = new Recording();
        Recording healthy = new Recording();
        try (Engine engine = engine(EngineOptions.ofSlots(2).withMaxBatchTokens(64))) {
            engine.submit(
                    new SequenceRequest("bad", date.prompt(), tokenizer.encode("soon"), date.options(),
                            date.contextLength(), date.deadlineMillis(), date.grammar()),
                    impossible);
            engine.submit(date, healthy);

            assertThat(impossible.finished().reason()).isEqualTo(EndReason.ERROR);
            assertThat(impossible.finished().failure()).containsInstanceOf(ConstraintException.class);
            assertThat(healthy.finished().reason()).isEqualTo(EndReason.STOP);
        }
    }

    @Test
    void neverWritesATurnToken() {
        GrammarText anything = new GrammarText(Syntax.REGEX, "[^]{60}");
        int start = tokenizer.turnTokens().orElseThrow().start();
        SamplerOptions options = options(1).logitBias(Map.of(start, 100f)).build();

        assertThat(run(request(anything, options)).ids()).doesNotContain(start);
    }

    @Test
    void keepsGrammarsByTheirText() {
        BoundGrammars two = new BoundGrammars(tokenizer, 2);
        var date = two.masks(DATE);

        assertThat(two.masks(new GrammarText(DATE.syntax(), DATE.text()))).isSameAs(date);
        two.masks(PERSON);
        assertThat(two.masks(DATE)).isSameAs(date);
        two.masks(new GrammarText(Syntax.JSON_OBJECT, ""));
        assertThat(two.masks(DATE)).isSameAs(date);
        two.masks(PERSON);
        two.masks(new GrammarText(Syntax.JSON_OBJECT, ""));
        assertThat(two.masks(DATE)).isNotSameAs(date);
    }

    @Test
    void keepsGrammarsByTheirBlanks() {
        BoundGrammars four = new BoundGrammars(tokenizer, 4);
        var spaced = four.masks(PERSON);

        assertThat(four.masks(PERSON.withWhitespace(JsonWhitespace.PRETTY))).isNotSameAs(spaced);
        assertThat(four.masks(PERSON.withWhitespace(JsonWhitespace.COMPACT))).isNotSameAs(spaced);
        assertThat(four.masks(PERSON.withWhitespace(JsonWhitespace.SPACED))).isSameAs(spaced);
        assertThat(four.masks(DATE.withWhitespace(JsonWhitespace.PRETTY))).isSameAs(four.masks(DATE));
    }

    private static SamplerOptions.Builder options(long seed) {
        return SamplerOptions.builder().seed(seed).topK(0).topP(1).maxTokens(400);
    }

    private SequenceRequest request(GrammarText grammar, SamplerOptions options) {
        return request("a", grammar, options);
    }

    private SequenceRequest request(String id, GrammarText grammar, SamplerOptions options) {
        return Requests.of(id, Requests.prompt(1, 4), options).withGrammar(grammars.masks(grammar));
    }

    private Engine engine(EngineOptions options) {
        return Engine.start(backend(), tokenizer, options);
    }

    private static Backend backend() {
        return new TokenMemoryBackend(128, 16, TokenMemoryBackend::hash, plan -> {});
    }

    private Recording run(SequenceRequest request) {
        Recording recording = new Recording();
        try (Engine engine = engine(EngineOptions.ofSlots(1).withMaxBatchTokens(64))) {
            engine.submit(request, recording);
            recording.finished();
        }
        return recording;
    }
}
