package io.gemstream.service.kafka;

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

class TopicReaderTest {

    private static final ConsumerRecords<String, byte[]> NOTHING = ConsumerRecords.empty();
    private static final ConsumerRecords<String, byte[]> RECORDS = new ConsumerRecords<>(
            Map.of(new TopicPartition("t", 0), List.of(new ConsumerRecord<>("t", 0, 0, "key", new byte[0]))), Map.of());

    private long nowNs;
    private final TopicReader topicReader = new TopicReader("a tail", () -> nowNs);

    @Test
    void aReaderIsWellUntilAPollFailsAndAgainWhenNoneHasForAWhile() {
        assertThat(topicReader.watch(() -> RECORDS)).isSameAs(RECORDS);
        assertThat(topicReader.fault()).isEmpty();
        assertThatThrownBy(() -> topicReader.watch(failing(new KafkaException("batch is damaged"))))
                .isInstanceOf(KafkaException.class);
        // A new client's first polls bring nothing and do not fail.
        nowNs += Duration.ofSeconds(1).toNanos();
        topicReader.watch(() -> NOTHING);
        // Nor do those of another partition say anything of this one.
        topicReader.watch(() -> RECORDS);
        assertThat(topicReader.fault()).hasValueSatisfying(why -> assertThat(why).contains("batch is damaged"));
        nowNs += Duration.ofSeconds(30).toNanos();
        topicReader.watch(() -> NOTHING);
        assertThat(topicReader.fault()).isEmpty();
    }

    @Test
    void aMemberThatWasForgottenIsWellWhenANewOneGetsRecords() {
        assertThatThrownBy(() -> topicReader.watch(failing(new GroupIdNotFoundException("no such group"))))
                .isInstanceOf(KafkaException.class);
        topicReader.watch(() -> NOTHING);
        assertThat(topicReader.fault()).isPresent();
        topicReader.watch(() -> RECORDS);
        assertThat(topicReader.fault()).isEmpty();
    }

    @Test
    void aMemberThatWasForgottenIsWellSoonWhereThereAreNoRecords() {
        assertThatThrownBy(() -> topicReader.watch(failing(new GroupIdNotFoundException("no such group"))))
                .isInstanceOf(KafkaException.class);
        nowNs += Duration.ofSeconds(8).toNanos();
        assertThat(topicReader.fault()).isEmpty();
    }

    @Test
    void aLibraryThatIsMissingIsAFailureOfKafkaWithItsRemedy() {
        assertThatThrownBy(() -> topicReader.watch(failing(new UnsatisfiedLinkError("libsnappyjava.so: failed to map segment"))))
                .isInstanceOf(KafkaException.class).hasCauseInstanceOf(UnsatisfiedLinkError.class);
        assertThat(topicReader.fault()).hasValueSatisfying(why -> assertThat(why)
                .contains("failed to map segment", "start the process with -Djava.io.tmpdir=").doesNotContain("\n"));
        assertThatThrownBy(() -> topicReader.watch(failing(new KafkaException("Received exception when fetching",
                new NoClassDefFoundError("Could not initialize class org.xerial.snappy.Snappy")))))
                .isInstanceOf(KafkaException.class);
        assertThat(topicReader.fault()).hasValueSatisfying(why -> assertThat(why)
                .contains("Could not initialize class"));
    }

    @Test
    void aPollThatIsWokenHasNotFailed() {
        assertThatThrownBy(() -> topicReader.watch(failing(new WakeupException()))).isInstanceOf(WakeupException.class);
        assertThat(topicReader.fault()).isEmpty();
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
