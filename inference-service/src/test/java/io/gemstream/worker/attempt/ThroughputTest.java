package io.gemstream.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThroughputTest {

    private static final long SECOND = 1_000_000_000;

    private long nowNs;
    private final Throughput throughput = new Throughput(() -> nowNs);

    @Test
    void countsTheTokensOfAllSlotsPerSecondOfWork() {
        Throughput.Run one = throughput.begin();
        Throughput.Run two = throughput.begin();
        tokens(one, 300);
        tokens(two, 100);
        nowNs += 2 * SECOND;
        assertThat(throughput.read()).isEqualTo(200);
    }

    @Test
    void idleTimeDoesNotCount() {
        Throughput.Run run = throughput.begin();
        tokens(run, 100);
        nowNs += SECOND;
        run.end();
        nowNs += 100 * SECOND;
        assertThat(throughput.read()).isEqualTo(100);
        nowNs += 100 * SECOND;
        assertThat(throughput.read()).as("nothing new was measured").isEqualTo(100);
    }

    @Test
    void followsAChangeOfSpeed() {
        Throughput.Run run = throughput.begin();
        for (int reading = 0; reading < 8; reading++) {
            tokens(run, reading < 2 ? 100 : 400);
            nowNs += SECOND;
            throughput.read();
        }
        assertThat(throughput.read()).isBetween(390.0, 400.0);
    }

    @Test
    void aFewSlowFirstTokensSayNothing() {
        Throughput.Run run = throughput.begin();
        tokens(run, 3);
        nowNs += SECOND;
        assertThat(throughput.read()).isZero();
        tokens(run, 497);
        nowNs += SECOND;
        assertThat(throughput.read()).as("they count once there are more").isEqualTo(250);
    }

    private static void tokens(Throughput.Run run, int count) {
        for (int i = 0; i < count; i++) {
            run.token();
        }
    }
}
