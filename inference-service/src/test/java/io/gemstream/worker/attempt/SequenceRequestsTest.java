package io.gemstream.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.gemstream.gemma.BoundGrammars;
import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.constraint.GrammarMasks;
import io.gemstream.gemma.engine.SequenceRequest;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.SamplingOptions.JsonWhitespace;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.testing.oracle.TinyGemma;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceRequestsTest {

    /** A value other than the default for every field of the contract's options. */
    private static final Map<String, SamplingOptions> VALUES = Map.ofEntries(
            Map.entry("temperature", SamplingOptions.newBuilder().setTemperature(0.5f).build()),
            Map.entry("top_k", SamplingOptions.newBuilder().setTopK(3).build()),
            Map.entry("top_p", SamplingOptions.newBuilder().setTopP(0.5f).build()),
            Map.entry("min_p", SamplingOptions.newBuilder().setMinP(0.25f).build()),
            Map.entry("seed", SamplingOptions.newBuilder().setSeed(77).build()),
            Map.entry("max_tokens", SamplingOptions.newBuilder().setMaxTokens(9).build()),
            Map.entry("stop", SamplingOptions.newBuilder().addStop("x").build()),
            Map.entry("stop_token_ids", SamplingOptions.newBuilder().addStopTokenIds(12).build()),
            Map.entry("ignore_eos", SamplingOptions.newBuilder().setIgnoreEos(true).build()),
            Map.entry("min_tokens", SamplingOptions.newBuilder().setMinTokens(4).build()),
            Map.entry("repetition_penalty", SamplingOptions.newBuilder().setRepetitionPenalty(1.5f).build()),
            Map.entry("frequency_penalty", SamplingOptions.newBuilder().setFrequencyPenalty(0.5f).build()),
            Map.entry("presence_penalty", SamplingOptions.newBuilder().setPresencePenalty(0.5f).build()),
            Map.entry("logit_bias", SamplingOptions.newBuilder().putLogitBias(3, 2).build()),
            Map.entry("logprobs", SamplingOptions.newBuilder().setLogprobs(5).build()),
            Map.entry("prompt_logprobs", SamplingOptions.newBuilder().setPromptLogprobs(0).build()),
            Map.entry("json_schema", SamplingOptions.newBuilder().setJsonSchema("{}").build()),
            Map.entry("json_object", SamplingOptions.newBuilder().setJsonObject(true).build()),
            Map.entry("regex", SamplingOptions.newBuilder().setRegex("a").build()),
            Map.entry("gbnf", SamplingOptions.newBuilder().setGbnf("root ::= \"a\"").build()),
            Map.entry("json_whitespace", SamplingOptions.newBuilder().setJsonObject(true)
                    .setJsonWhitespace(JsonWhitespace.PRETTY).build()));

    /** What the log is to have of each token is no business of the engine's; TokenBodies writes it. */
    private static final Set<String> OF_THE_LOG = Set.of("pieces");

    private static final Set<String> OF_THE_GRAMMAR =
            Set.of("json_schema", "json_object", "regex", "gbnf", "json_whitespace");

    private static SequenceRequests requests;

    @BeforeAll
    static void load() {
        try (GemmaModel model = GemmaModel.load(TinyGemma.GEMMA3.file())) {
            requests = new SequenceRequests(model.config().contextLength(), new BoundGrammars(model.tokenizer(), 8));
        }
    }

    static Stream<String> fields() {
        return SamplingOptions.getDescriptor().getFields().stream().map(FieldDescriptor::getName)
                .filter(field -> !OF_THE_LOG.contains(field));
    }

    /** Fails when a field is added to the contract and the engine is not told of it. */
    @ParameterizedTest
    @MethodSource("fields")
    void everyFieldChangesWhatTheEngineIsAskedFor(String field) {
        assertThat(VALUES).containsKey(field);
        FieldDescriptor descriptor = SamplingOptions.getDescriptor().findFieldByName(field);
        SequenceRequest plain = of(VALUES.get(field).toBuilder().clearField(descriptor).build());

        SequenceRequest changed = of(VALUES.get(field));

        boolean differs = !changed.options().equals(plain.options()) || !changed.grammar().equals(plain.grammar());
        assertThat(differs).isTrue();
    }

    @Test
    void everyFieldArrivesWithItsValue() {
        SamplingOptions.Builder all = SamplingOptions.newBuilder();
        VALUES.entrySet().stream()
                .filter(entry -> !OF_THE_GRAMMAR.contains(entry.getKey()))
                .forEach(entry -> all.mergeFrom(entry.getValue()));

        assertThat(of(all.build()).options()).isEqualTo(SamplerOptions.builder()
                .temperature(0.5).topK(3).topP(0.5).minP(0.25).seed(77).maxTokens(9).stop(List.of("x"))
                .stopTokenIds(Set.of(12)).ignoreEos(true).minTokens(4).repetitionPenalty(1.5).frequencyPenalty(0.5)
                .presencePenalty(0.5).logitBias(Map.of(3, 2f)).logprobs(5).promptLogprobs(0).build());
    }

    @Test
    void takesTheDecimalAClientWrote() {
        assertThat(of(SamplingOptions.newBuilder().setTopP(0.95f).setMinP(0.05f).build()).options())
                .satisfies(options -> {
                    assertThat(options.topP()).isEqualTo(0.95);
                    assertThat(options.minP()).isEqualTo(0.05);
                });
    }

    @Test
    void noJsonObjectIsNoConstraint() {
        assertThat(of(SamplingOptions.newBuilder().setJsonObject(false).build()).grammar()).isEmpty();
    }

    @Test
    void equalConstraintsShareTheirMasks() {
        SamplingOptions options = SamplingOptions.newBuilder().setRegex("[ab]{3}").build();

        assertThat(of(options).grammar().orElseThrow()).isSameAs(of(options).grammar().orElseThrow());
    }

    /** Tasks in the log that are silent are older than the option, and go on as they began: without blanks. */
    @Test
    void eachKindOfBlanksHasItsGrammar() {
        SamplingOptions silent = SamplingOptions.newBuilder().setJsonObject(true).build();
        List<GrammarMasks> known = Stream.of(JsonWhitespace.COMPACT, JsonWhitespace.SPACED, JsonWhitespace.PRETTY)
                .map(blanks -> of(silent.toBuilder().setJsonWhitespace(blanks).build()).grammar().orElseThrow()).toList();

        assertThat(known).doesNotHaveDuplicates();
        assertThat(of(silent).grammar()).containsSame(known.getFirst());
    }

    @Test
    void refusesBlanksOfALaterVersion() {
        GemstreamException refused = catchThrowableOfType(GemstreamException.class,
                () -> of(SamplingOptions.newBuilder().setJsonObject(true).setJsonWhitespaceValue(9).build()));

        assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
    }

    @Test
    void refusesAConstraintThatNobodyChecked() {
        GemstreamException refused = catchThrowableOfType(
                GemstreamException.class, () -> of(SamplingOptions.newBuilder().setRegex("(").build()));

        assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_CONSTRAINT);
    }

    private static SequenceRequest of(SamplingOptions options) {
        TaskRecord task = Tasks.greedy("r", List.of(2, 10), 5).toBuilder().setSampling(options).build();
        return requests.of(Delivery.parse(Tasks.held(Tasks.record(task, 1)), 0), "attempt", ResumePoint.BEGINNING);
    }
}
