package io.gemstream.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeriodicCheckTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final PeriodicCheck periodicCheck = new PeriodicCheck();

    @Test
    void whoAsksIsServedByALookThatBeganAfterwards() throws InterruptedException {
        CountDownLatch served = new CountDownLatch(1);
        long before = periodicCheck.begin();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                periodicCheck.now(LONG);
                served.countDown();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        periodicCheck.pause(LONG);
        periodicCheck.end(before);
        assertThat(served.getCount()).as("what was under way is too old").isEqualTo(1);
        periodicCheck.end(periodicCheck.begin());
        assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
        asking.join();
    }

    @Test
    void whoIsNotServedWaitsNoLongerThanAgreed() throws InterruptedException {
        periodicCheck.now(Duration.ofMillis(1));
        periodicCheck.pause(LONG);
        assertThat(periodicCheck.begin()).as("it is still asked for").isEqualTo(1);
    }
}
