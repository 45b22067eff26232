package io.gemstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

class ReadingTest {

    private static final ConsumerRecords<String, byte[]> NOTHING = ConsumerRecords.empty();
    private static final ConsumerRecords<String, byte[]> RECORDS = new ConsumerRecords<>(
            Map.of(new TopicPartition("t", 0), List.of(new ConsumerRecord<>("t", 0, 0, "key", new byte[0]))), Map.of());

    private long nowNs;
    private final Reading reading = new Reading("a tail", () -> nowNs);

    @Test
    void aReaderIsWellUntilAPollFailsAndAgainWhenNoneHasForAWhile() {
        assertThat(reading.watch(() -> RECORDS)).isSameAs(RECORDS);
        assertThat(reading.fault()).isEmpty();
        assertThatThrownBy(() -> reading.watch(failing(new KafkaException("batch is damaged"))))
                .isInstanceOf(KafkaException.class);
        // A new client's first polls bring nothing and do not fail.
        nowNs += Duration.ofSeconds(1).toNanos();
        reading.watch(() -> NOTHING);
        // Nor do those of another partition say anything of this one.
        reading.watch(() -> RECORDS);
        assertThat(reading.fault()).hasValueSatisfying(why -> assertThat(why).contains("batch is damaged"));
        nowNs += Duration.ofSeconds(30).toNanos();
        reading.watch(() -> NOTHING);
        assertThat(reading.fault()).isEmpty();
    }

    @Test
    void aMemberThatWasForgottenIsWellWhenANewOneGetsRecords() {
        assertThatThrownBy(() -> reading.watch(failing(new GroupIdNotFoundException("no such group"))))
                .isInstanceOf(KafkaException.class);
        reading.watch(() -> NOTHING);
        assertThat(reading.fault()).isPresent();
        reading.watch(() -> RECORDS);
        assertThat(reading.fault()).isEmpty();
    }

    @Test
    void aMemberThatWasForgottenIsWellSoonWhereThereAreNoRecords() {
        assertThatThrownBy(() -> reading.watch(failing(new GroupIdNotFoundException("no such group"))))
                .isInstanceOf(KafkaException.class);
        nowNs += Duration.ofSeconds(8).toNanos();
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

    private static Supplier<ConsumerRecords<String, byte[]>> failing(Throwable failure) {
        return () -> {
            switch (failure) {
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                default -> throw new IllegalArgumentException(failure);
            }
        };
    }
}
