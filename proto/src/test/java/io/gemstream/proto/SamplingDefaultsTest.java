package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.SamplingOptions;
import org.junit.jupiter.api.Test;

class SamplingDefaultsTest {

    @Test
    void fillsInTheDefaultsOfTheContract() {
        SamplingOptions filled = SamplingDefaults.fill(SamplingOptions.getDefaultInstance(), 42);
        assertThat(filled).isEqualTo(SamplingOptions.newBuilder()
                .setTemperature(1).setTopK(64).setTopP(0.95f).setMinP(0).setSeed(42).setMaxTokens(256).setMinTokens(0)
                .setRepetitionPenalty(1).setFrequencyPenalty(0).setPresencePenalty(0).setLogprobs(0).build());
    }

    @Test
    void keepsWhatTheRequestHas() {
        SamplingOptions given = SamplingOptions.newBuilder()
                .setTemperature(0).setTopK(0).setTopP(1).setMinP(0.1f).setSeed(7).setMaxTokens(3).setMinTokens(2)
                .setRepetitionPenalty(1.1f).setFrequencyPenalty(0.5f).setPresencePenalty(-0.5f)
                .addStop("end").addStopTokenIds(9).setIgnoreEos(true).putLogitBias(4, 2).setLogprobs(3)
                .setPromptLogprobs(0).setRegex("a+").build();
        assertThat(SamplingDefaults.fill(given, 42)).isEqualTo(given);
    }
}
