package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final int[] NOTHING = {};
    private static final int VOCABULARY = 1000;

    private final Sampler sampler = new Sampler(VOCABULARY);
    private final TokenHistory empty = new TokenHistory(NOTHING);

    @Test
    void drawsTheSameTokenWhateverCameBetween() {
        float[] logits = logits(1);
        SamplerOptions options = plain().seed(42).build();
        int first = sampler.sample(logits, options, empty, TokenLimits.NONE, 7).id();
        sampler.sample(logits(2), SamplerOptions.builder().build(), empty, TokenLimits.NONE, 8);

        assertThat(sampler.sample(logits, options, empty, TokenLimits.NONE, 7).id()).isEqualTo(first);
        assertThat(new Sampler(VOCABULARY).sample(logits, options, empty, TokenLimits.NONE, 7).id()).isEqualTo(first);
    }

    @Test
    void drawsInProportionToTheProbabilities() {
        float[] logits = {0, (float) Math.log(2), (float) Math.log(5)};
        Sampler small = new Sampler(3);
        int[] counts = new int[3];
        int draws = 40_000;
        for (int index = 0; index < draws; index++) {
            counts[small.sample(logits, plain().build(), empty, TokenLimits.NONE, index).id()]++;
        }

        // Five standard deviations of a binomial; the draws are fixed by the seed.
        assertThat(counts[0] / (double) draws).isCloseTo(1 / 8.0, within(5 * Math.sqrt(7 / 64.0 / draws)));
        assertThat(counts[1] / (double) draws).isCloseTo(2 / 8.0, within(5 * Math.sqrt(12 / 64.0 / draws)));
    }

    @Test
    void neverTakesPaddingRows() {
        float[] padded = Arrays.copyOf(logits(3), VOCABULARY + 50);
        Arrays.fill(padded, VOCABULARY, padded.length, 1e4f);

        SamplerOptions greedy = SamplerOptions.builder().temperature(0).build();
        assertThat(sampler.sample(padded, greedy, empty, TokenLimits.NONE, 0))
                .isEqualTo(sampler.sample(logits(3), greedy, empty, TokenLimits.NONE, 0));
    }

    @Test
    void neverTakesBannedTokens() {
        float[] logits = logits(4);
        SamplerOptions greedy = SamplerOptions.builder().temperature(0).build();
        int best = sampler.sample(logits, greedy, empty, TokenLimits.NONE, 0).id();

        assertThat(sampler.sample(logits, greedy, empty, TokenLimits.without(best), 0).id()).isNotEqualTo(best);
    }

    @Test
    void addsTheBias() {
        SamplerOptions biased = SamplerOptions.builder()
                .temperature(0)
                .logitBias(Map.of(17, 100f, VOCABULARY + 1, 1000f))
                .build();

        assertThat(sampler.sample(logits(5), biased, empty, TokenLimits.NONE, 0).id()).isEqualTo(17);
    }

    @Test
    void takesTheLowestIdOnTies() {
        float[] logits = new float[VOCABULARY];

        SamplerOptions greedy = SamplerOptions.builder().temperature(0).build();
        assertThat(sampler.sample(logits, greedy, empty, TokenLimits.NONE, 0).id()).isZero();
        assertThat(sampler.candidates(logits, SamplerOptions.builder().build(), empty).ids())
                .startsWith(0, 1, 2);
    }

    @Test
    void treatsBothZerosAsEqual() {
        float[] logits = {-0.0f, 0.0f, -1};

        assertThat(new Sampler(3).candidates(logits, plain().build(), empty).ids()).containsExactly(0, 1, 2);
    }

    @Test
    void refusesLogitsThatAreNoNumbers() {
        float[] logits = logits(6);
        logits[500] = Float.NaN;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.sample(logits, plain().build(), empty, TokenLimits.NONE, 0))
                .withMessage("logits: largest is NaN (expected: a finite number)");
    }

    @Test
    void refusesWhenNothingIsLeft() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sampler(1).sample(new float[1], plain().build(), empty, TokenLimits.without(0), 0))
                .withMessage("logits: largest is -Infinity (expected: a finite number)");
    }

    @Test
    void topKAgreesWithASortOnAWholeVocabulary() {
        float[] logits = logits(7);
        int[] sorted = IntStream.range(0, VOCABULARY)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int k : new int[] {1, 2, 64, 999, 1000}) {
            assertThat(sampler.candidates(logits, plain().topK(k).build(), empty).ids())
                    .as("k = %d", k)
                    .containsExactly(Arrays.copyOf(sorted, k));
        }
    }

    private static SamplerOptions.Builder plain() {
        return SamplerOptions.builder().topK(0).topP(1);
    }

    private static float[] logits(long seed) {
        Random random = new Random(seed);
        float[] logits = new float[VOCABULARY];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian() * 5;
        }
        return logits;
    }
}
