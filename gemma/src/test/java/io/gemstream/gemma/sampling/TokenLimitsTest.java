package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenLimitsTest {

    private static final int[] NOBODY = {};

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 130, 1000})
    void onlyAllowedTokensKeepTheirLogits(int size) {
        Random random = new Random(size);
        BitSet allowed = new BitSet();
        for (int id = 0; id < size; id++) {
            allowed.set(id, random.nextInt(4) == 0);
        }
        allowed.clear(64, 128); // a word of none
        allowed.set(128, 192); // a word of all
        float[] logits = new float[size];

        new TokenLimits(NOBODY, allowed.toLongArray()).apply(logits, size);

        for (int id = 0; id < size; id++) {
            assertThat(logits[id] == 0).as("token %d", id).isEqualTo(allowed.get(id) || allowed.isEmpty());
        }
    }

    /** The filters count allowed tokens only: the best allowed one comes out, however many better ones are masked. */
    @Test
    void filtersComeAfterTheMask() {
        float[] logits = new float[200];
        for (int id = 0; id < 100; id++) {
            logits[id] = 30 - id * 0.1f;
        }
        BitSet allowed = new BitSet();
        allowed.set(150);
        allowed.set(151);
        logits[150] = -5;
        TokenHistory history = new TokenHistory(new int[] {150});
        SamplerOptions options = SamplerOptions.builder()
                .topK(1)
                .topP(0.5)
                .minP(0.5)
                .repetitionPenalty(2)
                .logitBias(Map.of(3, 100f))
                .build();

        ScoredToken token = new Sampler(200)
                .sample(logits, options, history, new TokenLimits(NOBODY, allowed.toLongArray()), 0);

        assertThat(token.id()).isEqualTo(151);
    }

    @Test
    void refusesAMaskThatLeavesNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sampler(10)
                        .sample(
                                new float[10],
                                SamplerOptions.builder().build(),
                                new TokenHistory(NOBODY),
                                new TokenLimits(NOBODY, new long[1]),
                                0))
                .withMessage("logits: largest is -Infinity (expected: a finite number)");
    }
}
