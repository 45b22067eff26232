package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedReadTest {

    private static final TopicPartition BUSY = new TopicPartition("busy", 0);
    private static final TopicPartition OTHER = new TopicPartition("other", 0);

    private final MockConsumer<String, String> consumer = new MockConsumer<>("earliest");
    private final List<String> taken = new ArrayList<>();
    /** Goes on by four seconds whenever somebody looks. */
    private final AtomicLong clockNs = new AtomicLong();
    private final BoundedRead read =
            new BoundedRead(() -> clockNs.addAndGet(Duration.ofSeconds(4).toNanos()));

    @BeforeEach
    void assign() {
        consumer.assign(List.of(BUSY, OTHER));
        consumer.updateBeginningOffsets(Map.of(BUSY, 0L, OTHER, 0L));
    }

    @Test
    void readsUpToTheEnds() {
        add(BUSY, 0, "a");
        add(OTHER, 0, "b");
        read.read(consumer, Map.of(BUSY, 1L, OTHER, 1L), this::take);
        assertThat(taken).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whatLeavesNothingToReadIsNotPolled() {
        read.read(consumer, Map.of(), this::take);
        read.read(consumer, Map.of(BUSY, 0L), this::take);
        assertThat(taken).isEmpty();
    }

    @Test
    void endsWhereNoFurtherRecordIsWanted() {
        add(BUSY, 0, "a");
        add(BUSY, 1, "b");
        read.read(consumer, Map.of(BUSY, 5L), record -> {
            take(record);
            return false;
        });
        assertThat(taken).containsExactly("a");
    }

    @Test
    void givesUpWhereNothingComes() {
        add(BUSY, 0, "a");
        assertThatThrownBy(() -> read.read(consumer, Map.of(BUSY, 1L, OTHER, 3L), this::take))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("other-0 is read up to 0 of 3: nothing came for 10 s");
    }

    @Test
    void whatGrowsBehindItsEndIsNoProgress() {
        add(BUSY, 0, "first");
        assertThatThrownBy(() -> read.read(consumer, Map.of(BUSY, 1L, OTHER, 1L), record -> {
            take(record);
            add(BUSY, record.offset() + 1, "more");
            return true;
        })).isInstanceOf(TimeoutException.class);
    }

    @Test
    void itIsThePausesThatCount() {
        consumer.schedulePollTask(() -> add(BUSY, 0, "a"));
        for (int offset = 1; offset < 20; offset++) {
            int next = offset;
            consumer.schedulePollTask(() -> { });
            consumer.schedulePollTask(() -> add(BUSY, next, "a"));
        }
        read.read(consumer, Map.of(BUSY, 20L), this::take);
        assertThat(taken).hasSize(20);
        assertThat(clockNs.get()).isGreaterThan(BoundedRead.LONGEST_PAUSE.multipliedBy(2).toNanos());
    }

    @Test
    void theCommandLineSaysThatTheBrokerIsAway() {
        assertThat(KafkaFailures.of("k:9092", new TimeoutException("nothing came")).reason())
                .isEqualTo(ErrorReason.BROKER_UNAVAILABLE);
    }

    private boolean take(ConsumerRecord<String, String> record) {
        return taken.add(record.value());
    }

    private void add(TopicPartition partition, long offset, String value) {
        consumer.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "key", value));
    }
}
