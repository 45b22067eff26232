package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplerOptionsTest {

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                bad(SamplerOptions.builder().temperature(-0.1), "temperature", "temperature: -0.1 (expected: 0..100)"),
                bad(
                        SamplerOptions.builder().temperature(Double.NaN),
                        "temperature",
                        "temperature: NaN (expected: 0..100)"),
                bad(SamplerOptions.builder().topK(-3), "top_k", "top_k: -3 (expected: >= 0)"),
                bad(SamplerOptions.builder().topP(0), "top_p", "top_p: 0.0 (expected: > 0 and <= 1)"),
                bad(SamplerOptions.builder().topP(1.5), "top_p", "top_p: 1.5 (expected: > 0 and <= 1)"),
                bad(SamplerOptions.builder().minP(-1), "min_p", "min_p: -1.0 (expected: 0..1)"),
                bad(
                        SamplerOptions.builder().repetitionPenalty(1e-40),
                        "repetition_penalty",
                        "repetition_penalty: 1.0E-40 (expected: 0.01..100)"),
                bad(
                        SamplerOptions.builder().frequencyPenalty(Double.POSITIVE_INFINITY),
                        "frequency_penalty",
                        "frequency_penalty: Infinity (expected: -2..2)"),
                bad(
                        SamplerOptions.builder().presencePenalty(Double.NaN),
                        "presence_penalty",
                        "presence_penalty: NaN (expected: -2..2)"),
                bad(
                        SamplerOptions.builder().logitBias(Map.of(-1, 1f)),
                        "logit_bias",
                        "logit_bias: -1 (expected: token ids >= 0)"),
                bad(
                        SamplerOptions.builder().logitBias(Map.of(7, Float.NaN)),
                        "logit_bias[7]",
                        "logit_bias[7]: NaN (expected: -1e6..1e6)"),
                bad(
                        SamplerOptions.builder().maxTokens(0),
                        "max_tokens",
                        "max_tokens: 0 (expected: >= 1, or 0 with prompt_logprobs)"),
                bad(
                        SamplerOptions.builder().maxTokens(5).minTokens(6),
                        "min_tokens",
                        "min_tokens: 6 (expected: 0..max_tokens)"),
                bad(
                        SamplerOptions.builder().stop(List.of("a", "")),
                        "stop[1]",
                        "stop[1]: \"\" (expected: text of whole characters)"),
                bad(
                        SamplerOptions.builder().stop(List.of("\uDE08")),
                        "stop[0]",
                        "stop[0]: \"\uDE08\" (expected: text of whole characters)"),
                bad(
                        SamplerOptions.builder().stopTokenIds(Set.of(-2)),
                        "stop_token_ids",
                        "stop_token_ids: -2 (expected: token ids >= 0)"));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void namesTheOptionAndItsRange(SamplerOptions.Builder builder, String field, String message) {
        assertThatThrownBy(builder::build)
                .hasMessage(message)
                .asInstanceOf(InstanceOfAssertFactories.type(InvalidSamplingOption.class))
                .extracting(InvalidSamplingOption::field)
                .isEqualTo(field);
    }

    @Test
    void startsFromGemmasDefaults() {
        SamplerOptions options = SamplerOptions.builder().build();

        assertThat(options.temperature()).isEqualTo(1);
        assertThat(options.topK()).isEqualTo(64);
        assertThat(options.topP()).isEqualTo(0.95);
        assertThat(options.greedy()).isFalse();
        assertThat(options.hasPenalties()).isFalse();
    }

    private static Arguments bad(SamplerOptions.Builder builder, String field, String message) {
        return Arguments.of(builder, field, message);
    }
}
