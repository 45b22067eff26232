package io.gemstream.inference.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThroughputTest {

    private static final long SECOND = 1_000_000_000;

    private long nowNs;
    private final Throughput throughput = new Throughput(() -> nowNs);

    @Test
    void countsTheTokensOfAllSlotsPerSecondOfWork() {
        Throughput.Run one = throughput.begin(0);
        Throughput.Run two = throughput.begin(5);
        tokens(one, 30);
        tokens(two, 10);
        nowNs += 2 * SECOND;
        assertThat(throughput.read()).isEqualTo(new Throughput.Reading(20, 45));
        two.end();
        two.end();
        assertThat(throughput.read().runningTokens()).isEqualTo(30);
    }

    @Test
    void idleTimeDoesNotCount() {
        Throughput.Run run = throughput.begin(0);
        tokens(run, 10);
        nowNs += SECOND;
        run.end();
        nowNs += 100 * SECOND;
        assertThat(throughput.read()).isEqualTo(new Throughput.Reading(10, 0));
        nowNs += 100 * SECOND;
        assertThat(throughput.read().perSecond()).as("nothing new was measured").isEqualTo(10);
    }

    @Test
    void followsAChangeOfSpeed() {
        Throughput.Run run = throughput.begin(0);
        for (int reading = 0; reading < 8; reading++) {
            tokens(run, reading < 2 ? 10 : 40);
            nowNs += SECOND;
            throughput.read();
        }
        assertThat(throughput.read().perSecond()).isBetween(39.0, 40.0);
    }

    private static void tokens(Throughput.Run run, int count) {
        for (int i = 0; i < count; i++) {
            run.token();
        }
    }
}
