package io.gemstream.gemma.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixNameTest {

    private static final int[] TOKENS = {5, 6, 7, 8};

    @Test
    void sayAllTokensFromTheFirstOn() {
        PrefixName name = PrefixName.ROOT.then(TOKENS, 0, 2).then(TOKENS, 2, 4);

        assertThat(name).isEqualTo(PrefixName.ROOT.then(TOKENS, 0, 2).then(TOKENS, 2, 4));
        assertThat(name).hasSameHashCodeAs(PrefixName.ROOT.then(TOKENS, 0, 2).then(TOKENS, 2, 4));
        assertThat(name).isNotEqualTo(PrefixName.ROOT.then(TOKENS, 2, 4));
        assertThat(name).isNotEqualTo(PrefixName.ROOT.then(TOKENS, 1, 3).then(TOKENS, 2, 4));
        assertThat(name).isNotEqualTo(PrefixName.ROOT.then(TOKENS, 0, 2).then(TOKENS, 1, 3));
        assertThat(name).isNotEqualTo(PrefixName.ROOT.then(TOKENS, 0, 4));
        assertThat(PrefixName.ROOT).isNotEqualTo(name);
    }

    /**
     * Tokens with the same 64 bits of hash, found by the last step of the mixing: where the states before it differ in
     * their low half only, two last tokens make up for it.
     */
    @Test
    void areNotEqualWhereOnlyTheirHashesAre() {
        Map<Long, int[]> byHighHalf = new HashMap<>();
        Random random = new Random(1);
        int collisions = 0;
        for (int i = 0; i < 300_000; i++) {
            int[] tokens = {random.nextInt(), random.nextInt(), 0};
            int[] other = byHighHalf.putIfAbsent(state(tokens) >>> 32, tokens);
            if (other == null || (int) (state(tokens) ^ state(other)) < 0) {
                continue;
            }
            tokens[2] = (int) (state(tokens) ^ state(other));
            collisions++;

            assertThat(mixed(state(tokens), tokens[2])).isEqualTo(mixed(state(other), other[2]));
            assertThat(name(tokens)).hasSameHashCodeAs(name(other)).isNotEqualTo(name(other));
            assertThat(name(tokens).then(TOKENS, 0, 3)).isNotEqualTo(name(other).then(TOKENS, 0, 3));
        }
        assertThat(collisions).isPositive();
    }

    private static PrefixName name(int[] tokens) {
        return PrefixName.ROOT.then(tokens, 0, tokens.length);
    }

    private static long state(int[] tokens) {
        return mixed(mixed(0, tokens[0]), tokens[1]);
    }

    private static long mixed(long hash, int token) {
        long next = (hash ^ token) * 0x9E3779B97F4A7C15L;
        return next ^ next >>> 32;
    }

    @Test
    void doNotChangeWithTheTokensTheyWereMadeOf() {
        int[] tokens = TOKENS.clone();
        PrefixName name = PrefixName.ROOT.then(tokens, 0, 4);
        tokens[0] = 99;

        assertThat(name).isEqualTo(PrefixName.ROOT.then(TOKENS, 0, 4));
    }
}
