package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against numpy in float64. */
class SamplerGoldenTest {

    private static final int[] NOTHING = {};

    static Stream<SamplerCases.Case> all() {
        return SamplerCases.all();
    }

    static Stream<SamplerCases.Case> drawn() {
        return SamplerCases.all().filter(golden -> !golden.options().greedy());
    }

    static Stream<SamplerCases.Case> greedy() {
        return SamplerCases.all().filter(golden -> golden.options().greedy());
    }

    @Test
    void coversEveryCase() {
        assertThat(SamplerCases.all()).hasSize(260);
        assertThat(greedy().count() + drawn().count()).isEqualTo(260);
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void keepsTheSameTokens(SamplerCases.Case golden) {
        Sampler sampler = new Sampler(golden.logits().length);

        Candidates candidates = sampler.candidates(golden.logits(), golden.options(), golden.history());

        assertThat(candidates.ids()).containsExactly(golden.ids());
    }

    /** Relative 1e-5, also for the vector {@code large}, whose logits f32 keeps exactly. */
    @ParameterizedTest
    @MethodSource("drawn")
    void givesThemTheSameProbabilities(SamplerCases.Case golden) {
        Sampler sampler = new Sampler(golden.logits().length);

        double[] probabilities = sampler.candidates(golden.logits(), golden.options(), golden.history())
                .probabilities();

        double[] expected = golden.probs();
        assertThat(probabilities).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(probabilities[i]).as("candidate %d", i).isCloseTo(expected[i], within(1e-5 * expected[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("drawn")
    void drawsTheSameTokens(SamplerCases.Case golden) {
        Sampler sampler = new Sampler(golden.logits().length);

        for (var draw : golden.json().get("draw").properties()) {
            int id = sampler.candidates(golden.logits(), golden.options(), golden.history())
                    .draw(Double.parseDouble(draw.getKey()));

            assertThat(id).as("u = %s", draw.getKey()).isEqualTo(draw.getValue().intValue());
        }
    }

    @ParameterizedTest
    @MethodSource("greedy")
    void takesTheSameBestToken(SamplerCases.Case golden) {
        Sampler sampler = new Sampler(golden.logits().length);

        ScoredToken token = sampler.sample(golden.logits(), golden.options(), golden.history(), TokenLimits.NONE, 0);

        assertThat(token.id()).isEqualTo(golden.ids()[0]);
    }

    @ParameterizedTest
    @MethodSource("all")
    void leavesTheLogitsAlone(SamplerCases.Case golden) {
        float[] before = golden.logits().clone();
        Sampler sampler = new Sampler(before.length);

        sampler.sample(golden.logits(), golden.options(), golden.history(), TokenLimits.NONE, 0);

        assertThat(golden.logits()).containsExactly(before);
    }

    @Test
    void givesRawLogProbabilities() {
        var vectors = SamplerCases.vectors();
        for (var golden : SamplerCases.rawLogprobs().properties()) {
            float[] logits = vectors.get(golden.getKey());
            for (JsonNode pair : golden.getValue()) {
                int id = pair.get(0).intValue();
                SamplerOptions forced = SamplerOptions.builder()
                        .temperature(0)
                        .logitBias(Map.of(id, 1e6f))
                        .build();

                ScoredToken token = new Sampler(logits.length)
                        .sample(logits, forced, new TokenHistory(NOTHING), TokenLimits.NONE, 0);

                assertThat(token.id()).isEqualTo(id);
                assertThat((double) token.logprob())
                        .as("%s[%d]", golden.getKey(), id)
                        .isCloseTo(pair.get(1).doubleValue(), within(1e-5));
            }
        }
    }
}
