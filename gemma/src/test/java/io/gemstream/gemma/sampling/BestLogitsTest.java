package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Choosing among the best tokens, against choosing from the row that they are the best of. */
class BestLogitsTest {

    private static final int VOCABULARY = 1000;
    private static final TokenHistory EMPTY = new TokenHistory(new int[0]);

    private final Sampler sampler = new Sampler(VOCABULARY);

    /** Logits of few values, so that there are ties everywhere, at the end of the top-k, too. */
    @Test
    void theBestGiveTheTokenOfTheWholeRow() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            float[] row = new float[VOCABULARY];
            for (int id = 0; id < row.length; id++) {
                row[id] = random.nextInt(8) == 0 ? random.nextInt(12) - 0f : (float) random.nextGaussian();
            }
            SamplerOptions options = SamplerOptions.builder()
                    .temperature(seed % 4 == 0 ? 0 : 0.2 + 2 * random.nextDouble())
                    .topK(1 + random.nextInt(90))
                    .topP(seed % 3 == 0 ? 1 : 0.05 + 0.9 * random.nextDouble())
                    .minP(seed % 5 == 0 ? 0.1 * random.nextDouble() : 0)
                    .logprobs(random.nextInt(21))
                    .seed(random.nextLong())
                    .build();
            Logits.Best best = best(row, options.decisive());
            Logits.Row whole = new Logits.Row(row, OptionalDouble.of(best.logSum()));
            ScoredToken expected = sampler.sample(whole, options, EMPTY, TokenLimits.NONE, seed);
            assertThat(sampler.sample(best, options, EMPTY, TokenLimits.NONE, seed)).isEqualTo(expected);
            assertThat(sampler.sample(row, options, EMPTY, TokenLimits.NONE, seed).logprob())
                    .isCloseTo(expected.logprob(), within(1e-5f));
        }
    }

    @Test
    void optionsThatChangeLogitsTakeTheWholeRow() {
        assertThat(SamplerOptions.builder().build().decisive()).isEqualTo(64);
        assertThat(SamplerOptions.builder().topK(5).logprobs(9).build().decisive()).isEqualTo(9);
        assertThat(SamplerOptions.builder().temperature(0).topK(0).build().decisive()).isEqualTo(1);
        assertThat(SamplerOptions.builder().topK(0).build().decisive()).isZero();
        assertThat(SamplerOptions.builder().presencePenalty(1).build().decisive()).isZero();
        assertThat(SamplerOptions.builder().logitBias(Map.of(3, 1f)).temperature(0).build().decisive()).isZero();
    }

    @Test
    void theBestAreNotEnoughForOptionsThatTakeTheRow() {
        Logits.Best best = new Logits.Best(new int[] {3, 1}, new float[] {2, 1}, 0.5);
        SamplerOptions whole = SamplerOptions.builder().topK(0).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.sample(best, whole, EMPTY, TokenLimits.NONE, 0))
                .withMessage("logits: the best 2 (expected: all of them)");
        SamplerOptions greedy = SamplerOptions.builder().temperature(0).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.sample(best, greedy, EMPTY, TokenLimits.without(3), 0))
                .withMessage("logits: the best 2 (expected: all of them)");
    }

    @Test
    void aSumThatIsNoNumberIsRefusedAsTheRowWouldBe() {
        Logits.Best broken = new Logits.Best(new int[] {3, 1}, new float[] {2, 1}, Double.NaN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sampler.sample(
                        broken, SamplerOptions.builder().temperature(0).build(), EMPTY, TokenLimits.NONE, 0))
                .withMessage("logits: largest is NaN (expected: a finite number)");
    }

    /** The best {@code count}, and all equal to the last of them. */
    private static Logits.Best best(float[] row, int count) {
        int[] order = IntStream.range(0, row.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -row[id]).thenComparing(id -> id))
                .mapToInt(Integer::intValue)
                .toArray();
        float least = row[order[count - 1]];
        int[] ids = IntStream.of(order).takeWhile(id -> row[id] >= least).toArray();
        float[] logits = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            logits[i] = row[ids[i]];
        }
        double sum = IntStream.range(0, row.length).mapToDouble(id -> Math.exp(row[id] - logits[0])).sum();
        return new Logits.Best(ids, logits, Math.log(sum));
    }
}
