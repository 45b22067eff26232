package io.gemstream.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Priority;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateBodyTest {

    @Test
    void whatIsBesideParametersMeansTheSameAsWithin() {
        GenerateRequest expected = GenerateRequest.newBuilder().setModel("m").setPrompt(Prompt.newBuilder().setText("a\u00e9"))
                .setSampling(SamplingOptions.newBuilder().setMaxTokens(5).setTemperature(0.5f).addStop("x").addStop("y")
                        .putLogitBias(7, -1)).build();
        for (String body : new String[] {
            "{'text_input': 'a\u00e9', 'parameters': {'max_tokens': 5, 'temperature': 0.5, 'stop': ['x', 'y'], "
                    + "'logit_bias': {'7': -1}}}",
            "{'text_input': 'a\u00e9', 'max_tokens': '5', 'temperature': 0.5, 'stop': ['x', 'y'], 'logit_bias': {'7': -1}}",
            "{'text_input': 'a\u00e9', 'max_tokens': 9, 'stop': ['z'], 'sampling_parameters': "
                    + "{'max_tokens': 5, 'temperature': 0.5, 'stop': ['x', 'y'], 'logit_bias': {'7': -1}}}",
            "{'text_input': 'a\u00e9', 'parameters': {'sampling_parameters': '{\\'max_tokens\\': 5, \\'temperature\\': 0.5, "
                    + "\\'stop\\': [\\'x\\', \\'y\\'], \\'logit_bias\\': {\\'7\\': -1}}'}, 'max_tokens': 9, 'stop': 'z'}"}) {
            assertThat(read(body, false).generate()).as(body).isEqualTo(expected);
        }
    }

    @Test
    void inputsAreThoseOfTheProtocol() {
        InferRequest all = read("{'id': '7', 'text_input': 'a', 'parameters': {'exclude_input_in_output': true, 'priority': 2, "
                + "'timeout': 1500, 'return_finish_reason': true}, 'return_num_output_tokens': 'true', 'return_logprobs': false}",
                false);
        assertThat(all.id()).isEqualTo("7");
        assertThat(all.prefix()).isEmpty();
        assertThat(all.timeout()).contains(Duration.ofNanos(1_500_000));
        assertThat(all.generate().getPriority()).isEqualTo(Priority.BATCH);
        assertThat(all.outputs()).containsExactly(Output.TEXT_OUTPUT, Output.FINISH_REASON, Output.NUM_OUTPUT_TOKENS);
    }

    @Test
    void thePathSaysWhetherTheTextComesInStepsUnlessTheBodyDoes() {
        assertThat(read("{'text_input': 'a'}", true).steps()).isTrue();
        assertThat(read("{'text_input': 'a', 'parameters': {'stream': false}}", true).steps()).isFalse();
        assertThat(read("{'text_input': 'a', 'stream': null}", false).steps()).isFalse();
        assertThat(read("{'text_input': 'a', 'stream': true}", false).steps()).isTrue();
    }

    @Test
    void nullsAreAbsent() {
        assertThat(read("{'text_input': 'a', 'id': null, 'parameters': null, 'priority': null, 'stop': null}", false))
                .isEqualTo(read("{'text_input': 'a', 'parameters': {'temperature': null, 'return_logprobs': null}}", false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "'parameters': []                               | parameters: an array (expected: a string)",
        "'max_tokens': 1, 'parameters': {'max_tokens': 1} | max_tokens: twice (expected: once, in parameters or beside it)",
        "'text_input': 5                                | text_input: 5 (expected: a string)",
        "'stream': 'maybe'                              | stream: \"maybe\" (expected: true or false)",
        "'id': 5                                        | id: 5 (expected: a string)",
        "'max_tokens': 1e30                             | max_tokens: 1.0E30 (expected: an integer)",
        "'priority': []                                 | priority: not supported (expected: ",
        "'priority': -1                                 | parameters.priority: -1 (expected: ",
        "'sequence_id': 5                               | parameters.sequence_id: 5 (expected: none",
        "'lora_name': 'x'                               | lora_name: not supported (expected: ",
        "'details': true                                | details: not supported (expected: "})
    void whatIsWrongOrUnknownIsNamed(String fields, String message) {
        String body = (fields.startsWith("'text_input'") ? "{" : "{'text_input': 'a', ") + fields + "}";
        assertThatThrownBy(() -> read(body, false)).isInstanceOfSatisfying(GemstreamException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
            assertThat(refused).hasMessageStartingWith(message);
        });
    }

    @Test
    void aPromptThereMustBe() {
        for (String body : new String[] {"{}", "{'text_input': null}", "{'text_input': ''}"}) {
            assertThatThrownBy(() -> read(body, false)).isInstanceOfSatisfying(GemstreamException.class,
                    refused -> assertThat(refused.reason()).isEqualTo(ErrorReason.EMPTY_PROMPT));
        }
    }

    private static InferRequest read(String body, boolean steps) {
        try {
            return InferRequest.of(GenerateBody.message("m", "",
                    (ObjectNode) new ObjectMapper().readTree(body.replace('\'', '"')), steps));
        } catch (IOException malformed) {
            throw new UncheckedIOException(body, malformed);
        }
    }
}
