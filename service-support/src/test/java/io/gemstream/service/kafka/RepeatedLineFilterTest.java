package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepeatedLineFilterTest {

    private final AtomicLong nowNs = new AtomicLong();
    private final RepeatedLineFilter filter = new RepeatedLineFilter(nowNs::get);

    @Test
    void aLineComesOnceAMinuteHoweverOftenItIsWritten() {
        int admitted = 0;
        for (int second = 0; second < 180; second++) {
            nowNs.set(Duration.ofSeconds(second).toNanos());
            for (int i = 0; i < 400; i++) {
                if (filter.admits("Received unknown topic error in fetch for partition gemstream.models-" + i)) {
                    admitted++;
                }
            }
        }
        assertThat(admitted).isEqualTo(3);
    }

    @Test
    void anotherLineIsAnother() {
        assertThat(filter.admits("a")).isTrue();
        assertThat(filter.admits("b")).isTrue();
        assertThat(filter.admits("a")).isFalse();
    }

    @Test
    void onlySoManyAreRemembered() {
        assertThat(filter.admits("first")).isTrue();
        for (char one = 'a'; one <= 'z'; one++) {
            for (char two = 'a'; two <= 'z'; two++) {
                assertThat(filter.admits("line " + one + two)).isTrue();
            }
        }
        assertThat(filter.admits("first")).isTrue();
        assertThat(filter.admits("line zz")).isFalse();
    }
}
