package io.gemstream.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.SamplingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingParametersTest {

    @Test
    void everyParameterHasItsOption() {
        GenerateRequest request = of("""
                {"n": 2, "temperature": 0.5, "top_p": 0.9, "top_k": 7, "min_p": 0.1, "seed": 9007199254740993,
                 "max_tokens": 12, "min_tokens": 3, "stop": ["a", "b"], "stop_token_ids": [1, 2], "ignore_eos": true,
                 "presence_penalty": 0.25, "frequency_penalty": -0.5, "repetition_penalty": 1.5, "logit_bias": {"17": -3.5},
                 "logprobs": 4, "skip_special_tokens": true, "include_stop_str_in_output": false,
                 "structured_outputs": {"regex": "a+"}}""");
        assertThat(request.getN()).isEqualTo(2);
        assertThat(request.getSampling()).isEqualTo(SamplingOptions.newBuilder().setTemperature(0.5f).setTopP(0.9f)
                .setTopK(7).setMinP(0.1f).setSeed(9007199254740993L).setMaxTokens(12).setMinTokens(3).addStop("a").addStop("b")
                .addStopTokenIds(1).addStopTokenIds(2).setIgnoreEos(true).setPresencePenalty(0.25f).setFrequencyPenalty(-0.5f)
                .setRepetitionPenalty(1.5f).putLogitBias(17, -3.5f).setLogprobs(4).setPieces(true).setRegex("a+").build());
    }

    /** As the client of vLLM's backend sends them. */
    @Test
    void numbersAndTruthsMayBeStrings() {
        SamplingOptions options = of("""
                {"temperature": "0.1", "top_p": "0.95", "max_tokens": "100", "ignore_eos": "True", "stop": "x"}""").getSampling();
        assertThat(options).isEqualTo(SamplingOptions.newBuilder().setTemperature(0.1f).setTopP(0.95f).setMaxTokens(100)
                .setIgnoreEos(true).addStop("x").build());
    }

    @Test
    void nullIsAbsentAndAllTokensHaveTwoNumbers() {
        assertThat(of("{\"seed\": null, \"structured_outputs\": null}").getSampling()).isEqualTo(
                SamplingOptions.getDefaultInstance());
        assertThat(of("{\"top_k\": -1}").getSampling().getTopK()).isZero();
        assertThat(of("{\"max_tokens\": 8.0}").getSampling().getMaxTokens()).isEqualTo(8);
    }

    @Test
    void aConstraintIsAnObjectOrItsText() {
        assertThat(of("{\"structured_outputs\": \"{\\\"json\\\": {\\\"type\\\": \\\"object\\\"}}\"}").getSampling()
                .getJsonSchema()).isEqualTo("{\"type\":\"object\"}");
        assertThat(of("{\"structured_outputs\": {\"json\": \"{}\", \"regex\": null}}").getSampling().getJsonSchema())
                .isEqualTo("{}");
        assertThat(of("{\"structured_outputs\": {\"json_object\": true}}").getSampling().getJsonObject()).isTrue();
        assertThat(of("{\"structured_outputs\": {\"choice\": [\"red\", \"a\\\"|\\n\"]}}").getSampling().getGbnf())
                .isEqualTo("root ::= \"red\" | \"a\\U00000022\\U0000007C\\U0000000A\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"json_whitespace\": \"spaced\", \"structured_outputs\": {\"json\": {}}} | SPACED",
        "{\"structured_outputs\": {\"whitespace_pattern\": \" ?\", \"json\": {}}} | SPACED",
        "{\"structured_outputs\": {\"json\": {}, \"disable_any_whitespace\": \"true\"}} | COMPACT",
        "{\"structured_outputs\": {\"json\": {}, \"disable_any_whitespace\": false}} | JSON_WHITESPACE_UNSPECIFIED"})
    void blanksOfJsonHaveNames(String parameters, SamplingOptions.JsonWhitespace expected) {
        assertThat(of(parameters).getSampling()).isEqualTo(
                SamplingOptions.newBuilder().setJsonSchema("{}").setJsonWhitespace(expected).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"lora_name\": \"x\"}                        | lora_name: not supported (expected: n, temperature",
        "{\"skip_special_tokens\": false}              | skip_special_tokens: false (expected: true)",
        "{\"temperature\": []}                         | temperature: an array (expected: a number)",
        "{\"temperature\": true}                       | temperature: true (expected: a number)",
        "{\"max_tokens\": 1.5}                         | max_tokens: 1.5 (expected: an integer)",
        "{\"max_tokens\": 3000000000}                  | max_tokens: 3000000000 (expected: an integer of 32 bits)",
        "{\"seed\": 1e300}                             | seed: 1.0E300 (expected: an integer)",
        "{\"seed\": 99999999999999999999}              | seed: 99999999999999999999 (expected: an integer)",
        "{\"max_tokens\": \"many\"}                    | max_tokens: \"many\" (expected: an integer)",
        "{\"stop\": [1]}                               | stop: 1 (expected: a string)",
        "{\"stop_token_ids\": 1}                       | stop_token_ids: 1 (expected: an array of integers)",
        "{\"logit_bias\": {\"a\": 1}}                  | logit_bias: \"a\" (expected: token ids)",
        "{\"structured_outputs\": {\"json\": {}, \"regex\": \"a\"}} | structured_outputs: several constraints",
        "{\"structured_outputs\": {\"structural_tag\": 1}} | structured_outputs: \"structural_tag\" (expected: one of json",
        "{\"structured_outputs\": {\"whitespace_pattern\": \"[ ]*\"}} "
                + "| structured_outputs.whitespace_pattern: \"[ ]*\" (expected: ",
        "{\"json_whitespace\": \"pretty\", \"structured_outputs\": {\"disable_any_whitespace\": true}} "
                + "| structured_outputs.disable_any_whitespace: given beside another (expected: one of",
        "{\"structured_outputs\": {\"choice\": []}}    | structured_outputs.choice: empty",
    })
    void whatIsNotKnownOrOfAnotherTypeIsRefusedByName(String parameters, String message) {
        assertThatThrownBy(() -> of(parameters)).isInstanceOfSatisfying(GemstreamException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
            assertThat(refused).hasMessageStartingWith(message);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "null", "{", "{} {}", "{\"n\": 1, \"n\": 2}", "nonsense",
        "{\"stop\": \"\\ud83d\"}"})
    void whatIsNoJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> of(text)).isInstanceOf(GemstreamException.class)
                .hasMessageStartingWith("sampling_parameters: ").hasMessageContaining("expected: a JSON object");
    }

    private static GenerateRequest of(String parameters) {
        GenerateRequest.Builder request = GenerateRequest.newBuilder();
        SamplingParameters.apply(JsonValues.object("sampling_parameters", parameters), request);
        return request.build();
    }
}
