package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.SamplingOptions.JsonWhitespace;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingRulesTest {

    static List<Arguments> outOfRange() {
        return List.of(
                refused("temperature: -0.1 (expected: 0 to 100)", b -> b.setTemperature(-0.1f)),
                refused("temperature: 100.5 (expected: 0 to 100)", b -> b.setTemperature(100.5f)),
                refused("temperature: NaN (expected: 0 to 100)", b -> b.setTemperature(Float.NaN)),
                refused("temperature: Infinity (expected: 0 to 100)", b -> b.setTemperature(Float.POSITIVE_INFINITY)),
                refused("top_k: -3 (expected: >= 0)", b -> b.setTopK(-3)),
                refused("top_p: 0.0 (expected: > 0 and <= 1)", b -> b.setTopP(0)),
                refused("top_p: 1.01 (expected: > 0 and <= 1)", b -> b.setTopP(1.01f)),
                refused("top_p: NaN (expected: > 0 and <= 1)", b -> b.setTopP(Float.NaN)),
                refused("min_p: -0.5 (expected: 0 to 1)", b -> b.setMinP(-0.5f)),
                refused("min_p: 1.5 (expected: 0 to 1)", b -> b.setMinP(1.5f)),
                refused("min_p: NaN (expected: 0 to 1)", b -> b.setMinP(Float.NaN)),
                refused("max_tokens: 0 (expected: >= 1, or 0 with prompt_logprobs)", b -> b.setMaxTokens(0)),
                refused("max_tokens: -1 (expected: >= 1, or 0 with prompt_logprobs)",
                        b -> b.setMaxTokens(-1).setPromptLogprobs(0)),
                refused("min_tokens: 1 (expected: 0 to max_tokens, 0)",
                        b -> b.setMaxTokens(0).setPromptLogprobs(0).setMinTokens(1)),
                refused("min_tokens: -1 (expected: 0 to max_tokens, 256)", b -> b.setMinTokens(-1)),
                refused("min_tokens: 257 (expected: 0 to max_tokens, 256)", b -> b.setMinTokens(257)),
                refused("min_tokens: 6 (expected: 0 to max_tokens, 5)", b -> b.setMaxTokens(5).setMinTokens(6)),
                refused("repetition_penalty: 0.0 (expected: 0.01 to 100)", b -> b.setRepetitionPenalty(0)),
                refused("repetition_penalty: 1.0E-40 (expected: 0.01 to 100)", b -> b.setRepetitionPenalty(1e-40f)),
                refused("repetition_penalty: 1.0E38 (expected: 0.01 to 100)", b -> b.setRepetitionPenalty(1e38f)),
                refused("repetition_penalty: NaN (expected: 0.01 to 100)", b -> b.setRepetitionPenalty(Float.NaN)),
                refused("repetition_penalty: Infinity (expected: 0.01 to 100)",
                        b -> b.setRepetitionPenalty(Float.POSITIVE_INFINITY)),
                refused("frequency_penalty: 2.5 (expected: -2 to 2)", b -> b.setFrequencyPenalty(2.5f)),
                refused("frequency_penalty: NaN (expected: -2 to 2)", b -> b.setFrequencyPenalty(Float.NaN)),
                refused("presence_penalty: -2.5 (expected: -2 to 2)", b -> b.setPresencePenalty(-2.5f)),
                refused("stop: 17 strings (expected: at most 16)", b -> b.addAllStop(Collections.nCopies(17, "x"))),
                refused("stop[1]: 0 characters (expected: 1 to 1024)", b -> b.addStop("x").addStop("")),
                refused("stop[0]: 1025 characters (expected: 1 to 1024)", b -> b.addStop("x".repeat(1_025))),
                refused("stop_token_ids: 1025 token ids (expected: at most 1024)",
                        b -> b.addAllStopTokenIds(Collections.nCopies(1_025, 7))),
                refused("logit_bias: 1025 token ids (expected: at most 1024)",
                        b -> b.putAllLogitBias(IntStream.range(0, 1_025).boxed().collect(Collectors.toMap(i -> i, _ -> 1f)))),
                refused("stop_token_ids[0]: -1 (expected: >= 0)", b -> b.addStopTokenIds(-1)),
                refused("logit_bias: -7 (expected: >= 0)", b -> b.putLogitBias(-7, 1)),
                refused("logit_bias[5]: 101.0 (expected: -100 to 100)", b -> b.putLogitBias(5, 101)),
                refused("logit_bias[5]: NaN (expected: -100 to 100)", b -> b.putLogitBias(5, Float.NaN)),
                refused("logprobs: 21 (expected: 0 to 20)", b -> b.setLogprobs(21)),
                refused("logprobs: -1 (expected: 0 to 20)", b -> b.setLogprobs(-1)),
                refused("prompt_logprobs: 21 (expected: 0 to 20)", b -> b.setPromptLogprobs(21)),
                refused("json_schema: 65537 characters (expected: at most 65536)",
                        b -> b.setJsonSchema("x".repeat(65_537))),
                refused("json_whitespace: PRETTY (expected: none without json_schema or json_object)",
                        b -> b.setRegex("a").setJsonWhitespace(JsonWhitespace.PRETTY)),
                refused("json_whitespace: COMPACT (expected: none without json_schema or json_object)",
                        b -> b.setJsonObject(false).setJsonWhitespace(JsonWhitespace.COMPACT)),
                refused("json_whitespace: 9 (expected: COMPACT, SPACED or PRETTY)",
                        b -> b.setJsonObject(true).setJsonWhitespaceValue(9)),
                refused("regex: 65537 characters (expected: at most 65536)", b -> b.setRegex("x".repeat(65_537))),
                refused("gbnf: 65537 characters (expected: at most 65536)", b -> b.setGbnf("x".repeat(65_537))));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void refusesWhatIsOutOfRange(String message, SamplingOptions options) {
        assertThatThrownBy(() -> SamplingRules.check(options))
                .isInstanceOfSatisfying(GemstreamException.class, refusal -> {
                    assertThat(refusal.getMessage()).isEqualTo(message);
                    assertThat(refusal.reason()).isIn(ErrorReason.INVALID_OPTION, ErrorReason.INVALID_TOKEN_ID);
                    assertThat(refusal.metadata().get(ErrorStatus.FIELD))
                            .isEqualTo("sampling." + message.substring(0, message.indexOf(':')));
                });
    }

    @Test
    void takesEveryBound() {
        SamplingOptions lowest = SamplingOptions.newBuilder().setTemperature(Float.MIN_VALUE).setTopK(0).setTopP(Float.MIN_VALUE)
                .setMinP(0).setMaxTokens(1).setMinTokens(0).setRepetitionPenalty(0.01f)
                .setFrequencyPenalty(-2).setPresencePenalty(-2).putLogitBias(0, -100).build();
        SamplingOptions highest = SamplingOptions.newBuilder().setTemperature(100).setTopK(Integer.MAX_VALUE).setTopP(1)
                .setMinP(1).setMaxTokens(Integer.MAX_VALUE).setMinTokens(Integer.MAX_VALUE).setRepetitionPenalty(100)
               .setFrequencyPenalty(2).setPresencePenalty(2)
                .addAllStop(Collections.nCopies(16, "x")).putLogitBias(1, 100).build();
        assertThatCode(() -> SamplingRules.check(lowest)).doesNotThrowAnyException();
        assertThatCode(() -> SamplingRules.check(highest)).doesNotThrowAnyException();
        assertThatCode(() -> SamplingRules.check(SamplingOptions.getDefaultInstance())).doesNotThrowAnyException();
    }

    private static Arguments refused(String message, UnaryOperator<SamplingOptions.Builder> change) {
        return Arguments.of(message, change.apply(SamplingOptions.newBuilder()).build());
    }
}
