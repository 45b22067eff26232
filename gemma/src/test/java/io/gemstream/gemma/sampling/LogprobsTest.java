package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogprobsTest {

    private static final TokenHistory EMPTY = new TokenHistory(new int[0]);

    /** Against log-softmax in float64. */
    @Test
    void theBestTokensAreThoseOfTheReference() {
        var vectors = SamplerCases.vectors();
        for (var golden : SamplerCases.rawLogprobs().properties()) {
            float[] logits = vectors.get(golden.getKey());
            JsonNode expected = golden.getValue();

            List<TokenLogprob> best = new Sampler(logits.length).score(logits, 0, 8).best();

            assertThat(best).as(golden.getKey()).hasSize(expected.size());
            for (int i = 0; i < best.size(); i++) {
                assertThat(best.get(i).id()).isEqualTo(expected.get(i).get(0).intValue());
                assertThat((double) best.get(i).logprob())
                        .isCloseTo(expected.get(i).get(1).doubleValue(), within(1e-5));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 20})
    void areTheFirstOfAStableSort(int count) {
        Random random = new Random(5);
        float[] logits = new float[333];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextInt(12); // many ties
        }
        List<Integer> sorted = IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparing(id -> -logits[id]))
                .limit(count)
                .toList();

        assertThat(new Sampler(logits.length).score(logits, 0, count).best())
                .extracting(TokenLogprob::id)
                .isEqualTo(sorted);
    }

    @Test
    void neitherOptionsNorLimitsMoveThem() {
        Random random = new Random(9);
        float[] logits = new float[100];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextFloat();
        }
        Sampler sampler = new Sampler(100);
        ScoredToken plain = sampler.score(logits, 42, 3);
        SamplerOptions twisted = SamplerOptions.builder()
                .temperature(0.3)
                .logitBias(Map.of(42, 100f))
                .repetitionPenalty(1.7)
                .topK(1)
                .logprobs(3)
                .build();

        ScoredToken sampled = sampler.sample(
                logits, twisted, EMPTY, TokenLimits.without(plain.best().getFirst().id()), 0);

        assertThat(sampled).isEqualTo(plain);
    }

    @Test
    void aTokensOwnNumberIsThatAmongTheBest() {
        float[] logits = SamplerCases.vectors().get("normal");
        SamplerOptions greedy = SamplerOptions.builder().temperature(0).logprobs(1).build();

        ScoredToken token = new Sampler(logits.length).sample(logits, greedy, EMPTY, TokenLimits.NONE, 0);

        assertThat(token.best()).containsExactly(new TokenLogprob(token.id(), token.logprob()));
    }

    @Test
    void paddingRowsAreNotAmongTheBest() {
        float[] padded = {1, 2, 3, 1000};

        assertThat(new Sampler(3).score(padded, 0, 20).best()).extracting(TokenLogprob::id).containsExactly(2, 1, 0);
    }
}
