package io.gemstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LooksTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final Looks looks = new Looks();

    @Test
    void whoAsksIsServedByALookThatBeganAfterwards() throws InterruptedException {
        CountDownLatch served = new CountDownLatch(1);
        long before = looks.begin();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                looks.now(LONG);
                served.countDown();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        looks.pause(LONG);
        looks.end(before);
        assertThat(served.getCount()).as("what was under way is too old").isEqualTo(1);
        looks.end(looks.begin());
        assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
        asking.join();
    }

    @Test
    void whoIsNotServedWaitsNoLongerThanAgreed() throws InterruptedException {
        looks.now(Duration.ofMillis(1));
        looks.pause(LONG);
        assertThat(looks.begin()).as("it is still asked for").isEqualTo(1);
    }
}
