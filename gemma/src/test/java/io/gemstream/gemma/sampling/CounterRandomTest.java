package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CounterRandomTest {

    /** The known answers of Random123, file {@code tests/kat_vectors}, lines {@code philox4x32 10}. */
    @Test
    void givesThePublishedAnswers() {
        assertThat(CounterRandom.philox(0, 0, 0, 0, 0, 0))
                .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(CounterRandom.philox(-1, -1, -1, -1, -1, -1))
                .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(CounterRandom.philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void makesTheUniformNumberOfTheFirstTwoWords() {
        assertThat(new CounterRandom(0).uniform(0)).isEqualTo((0x6627e8d5e169c58dL >>> 11) * 0x1p-53);
    }

    @Test
    void dependsOnSeedAndIndexAlone() {
        CounterRandom random = new CounterRandom(-5);

        assertThat(random.uniform(3)).isEqualTo(new CounterRandom(-5).uniform(3));
        assertThat(random.uniform(3)).isNotEqualTo(random.uniform(4));
        assertThat(random.uniform(3)).isNotEqualTo(new CounterRandom(-6).uniform(3));
        assertThat(random.uniform(1L << 32)).isNotEqualTo(random.uniform(0));
    }

    @Test
    void staysInTheUnitInterval() {
        CounterRandom random = new CounterRandom(99);
        double sum = 0;
        int draws = 100_000;
        for (int i = 0; i < draws; i++) {
            double u = random.uniform(i);
            assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
            sum += u;
        }

        // Five standard deviations of the mean of uniform numbers.
        assertThat(sum / draws)
                .isCloseTo(0.5, org.assertj.core.api.Assertions.within(5 / Math.sqrt(12.0 * draws)));
    }
}
