package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever options are admitted, and whatever finite logits come: a token that may come out, and finite scores. */
class SamplerRangesTest {

    private static final int VOCABULARY = 300;
    private static final double[] TEMPERATURES = {0, Double.MIN_VALUE, Float.MIN_VALUE, 1e-40, 1e-6, 0.7, 1, 100};
    private static final double[] REPETITIONS = {0.01, 0.5, 1, 1.3, 100};
    private static final double[] PENALTIES = {-2, -1e-300, 0, 0.5, 2};
    private static final double[] TOP_PS = {Double.MIN_VALUE, Float.MIN_VALUE, 1e-6, 0.5, 0.95, 1};
    private static final double[] MIN_PS = {0, Float.MIN_VALUE, 0.05, 1};
    private static final int[] TOP_KS = {0, 1, 64, VOCABULARY, Integer.MAX_VALUE};
    private static final float[] BIASES = {-1e6f, -100, Float.MIN_VALUE, 100, 1e6f};
    private static final float[] LOGITS = {-Float.MAX_VALUE, -1e30f, -1e4f, -Float.MIN_VALUE, 0, Float.MIN_VALUE, 1e4f,
        1e30f, Float.MAX_VALUE};

    @RepeatedTest(25)
    void everyChoiceIsATokenWithFiniteScores(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        Sampler sampler = new Sampler(VOCABULARY);
        for (int run = 0; run < 200; run++) {
            SamplerOptions options = options(random);
            float[] logits = logits(random);
            TokenHistory history = new TokenHistory(IntStream.range(0, random.nextInt(50)).toArray());
            int banned = random.nextInt(VOCABULARY);
            for (int index = 0; index < 4; index++) {
                ScoredToken token = sampler.sample(logits, options, history, TokenLimits.without(banned), index);

                assertThat(token.id()).as("%s", options).isBetween(0, VOCABULARY - 1).isNotEqualTo(banned);
                assertThat(token.logprob()).as("%s", options).isFinite().isLessThanOrEqualTo(0);
                assertThat(token.best()).hasSize(options.logprobs())
                        .allSatisfy(best -> assertThat(best.logprob()).as("%s", options).isFinite());
                for (int times = random.nextInt(500); times >= 0; times--) {
                    history.add(token.id());
                }
            }
        }
    }

    private static SamplerOptions options(Random random) {
        Map<Integer, Float> biases = new HashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            biases.put(random.nextInt(VOCABULARY), BIASES[random.nextInt(BIASES.length)]);
        }
        return SamplerOptions.builder()
                .temperature(one(TEMPERATURES, random))
                .topK(TOP_KS[random.nextInt(TOP_KS.length)])
                .topP(one(TOP_PS, random))
                .minP(one(MIN_PS, random))
                .seed(random.nextLong())
                .repetitionPenalty(one(REPETITIONS, random))
                .frequencyPenalty(one(PENALTIES, random))
                .presencePenalty(one(PENALTIES, random))
                .logitBias(biases)
                .logprobs(random.nextInt(21))
                .build();
    }

    /** Usual ones, all the same, or from one end of what floats can say to the other. */
    private static float[] logits(Random random) {
        float[] logits = new float[VOCABULARY];
        int kind = random.nextInt(3);
        float same = LOGITS[random.nextInt(LOGITS.length)];
        for (int id = 0; id < VOCABULARY; id++) {
            logits[id] = switch (kind) {
                case 0 -> (float) random.nextGaussian() * 10;
                case 1 -> same;
                default -> LOGITS[random.nextInt(LOGITS.length)];
            };
        }
        return logits;
    }

    private static double one(double[] of, Random random) {
        return of[random.nextInt(of.length)];
    }
}
