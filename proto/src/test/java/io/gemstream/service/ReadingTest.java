package io.gemstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private long nowNs;
    private final Reading reading = new Reading("a tail", () -> nowNs);

    @Test
    void aReaderIsWellUntilAPollFailsAndAgainWhenNoneHasForAWhile() {
        assertThat(reading.<String>watch(() -> "records")).isEqualTo("records");
        assertThat(reading.fault()).isEmpty();
        assertThatThrownBy(() -> reading.watch(failing(new KafkaException("batch is damaged"))))
                .isInstanceOf(KafkaException.class);
        // A new client's first polls bring nothing and do not fail.
        nowNs += Duration.ofSeconds(1).toNanos();
        reading.watch(() -> "");
        assertThat(reading.fault()).hasValueSatisfying(why -> assertThat(why).contains("batch is damaged"));
        nowNs += Duration.ofSeconds(30).toNanos();
        reading.watch(() -> "");
        assertThat(reading.fault()).isEmpty();
    }

    @Test
    void aLibraryThatIsMissingIsAFailureOfKafkaWithItsRemedy() {
        assertThatThrownBy(() -> reading.watch(failing(new UnsatisfiedLinkError("libsnappyjava.so: failed to map segment"))))
                .isInstanceOf(KafkaException.class).hasCauseInstanceOf(UnsatisfiedLinkError.class);
        assertThat(reading.fault()).hasValueSatisfying(why -> assertThat(why)
                .contains("failed to map segment", "start the process with -Djava.io.tmpdir=").doesNotContain("\n"));
        assertThatThrownBy(() -> reading.watch(failing(new KafkaException("Received exception when fetching",
                new NoClassDefFoundError("Could not initialize class org.xerial.snappy.Snappy")))))
                .isInstanceOf(KafkaException.class);
        assertThat(reading.fault()).hasValueSatisfying(why -> assertThat(why).contains("Could not initialize class"));
    }

    @Test
    void aPollThatIsWokenHasNotFailed() {
        assertThatThrownBy(() -> reading.watch(failing(new WakeupException()))).isInstanceOf(WakeupException.class);
        assertThat(reading.fault()).isEmpty();
    }

    private static Supplier<String> failing(Throwable failure) {
        return () -> {
            switch (failure) {
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                default -> throw new IllegalArgumentException(failure);
            }
        };
    }
}
