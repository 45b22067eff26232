package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.SamplingOptions.JsonWhitespace;
import java.util.List;
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
    void jsonHasOneSpaceWhereNothingElseWasSaid() {
        SamplingOptions schema = SamplingOptions.newBuilder().setJsonSchema("{}").build();
        SamplingOptions pretty = schema.toBuilder().setJsonWhitespace(JsonWhitespace.PRETTY).build();
        assertThat(SamplingDefaults.fill(schema, 1).getJsonWhitespace()).isEqualTo(JsonWhitespace.SPACED);
        assertThat(SamplingDefaults.fill(SamplingOptions.newBuilder().setJsonObject(true).build(), 1).getJsonWhitespace())
                .isEqualTo(JsonWhitespace.SPACED);
        assertThat(SamplingDefaults.withWhitespace(pretty)).isEqualTo(pretty);
        for (SamplingOptions other : List.of(SamplingOptions.getDefaultInstance(),
                SamplingOptions.newBuilder().setJsonObject(false).build(), SamplingOptions.newBuilder().setGbnf("x").build())) {
            assertThat(SamplingDefaults.withWhitespace(other)).isEqualTo(other);
        }
    }

    @Test
    void recordsThatAreSilentHadNoBlanks() {
        SamplingOptions older = SamplingOptions.newBuilder().setSeed(3).setJsonSchema("{}").build();
        SamplingOptions spaced = SamplingDefaults.withWhitespace(older);
        assertThat(SamplingDefaults.again(older))
                .isEqualTo(older.toBuilder().setJsonWhitespace(JsonWhitespace.COMPACT).build());
        assertThat(SamplingDefaults.again(spaced)).isEqualTo(spaced);
        assertThat(SamplingDefaults.again(SamplingOptions.getDefaultInstance()))
                .isEqualTo(SamplingOptions.getDefaultInstance());
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
