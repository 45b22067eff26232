package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static final GemstreamException CAUSE = new GemstreamException(ErrorReason.MALFORMED_RECORD, "no task");

    @Test
    void keepsTheRecordAndWhereItLay() {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("t", 3, 42, "k", new byte[] {1, 2});
        record.headers().add("reply-to", new byte[] {7});

        DeadLetterRecord letter = DeadLetters.of(record, CAUSE, 2, 99);

        assertThat(letter.getTopic()).isEqualTo("t");
        assertThat(letter.getPartition()).isEqualTo(3);
        assertThat(letter.getOffset()).isEqualTo(42);
        assertThat(letter.getKey().toStringUtf8()).isEqualTo("k");
        assertThat(letter.getValue().toByteArray()).containsExactly(1, 2);
        assertThat(letter.getHeadersMap().get("reply-to").toByteArray()).containsExactly(7);
        assertThat(letter.getAttempts()).isEqualTo(2);
        assertThat(letter.getFailedMs()).isEqualTo(99);
        assertThat(ErrorStatus.reason(letter.getCause())).contains(ErrorReason.MALFORMED_RECORD);
    }

    @Test
    void takesARecordWithoutKeyAndValue() {
        DeadLetterRecord letter = DeadLetters.of(new ConsumerRecord<>("t", 0, 0, null, null), CAUSE, 1, 0);

        assertThat(letter.getKey().isEmpty()).isTrue();
        assertThat(letter.getValue().isEmpty()).isTrue();
    }

    @Test
    void aLetterIsNoLargerThanItsTopicTakes() {
        ConsumerRecord<String, byte[]> record =
                new ConsumerRecord<>("t", 3, 42, "k", new byte[Topics.MAX_RECORD_BYTES - 200]);
        record.headers().add("reply-to", new byte[] {7});

        DeadLetterRecord letter = DeadLetters.of(record, CAUSE, 1, 0);

        assertThat(letter.getValue().isEmpty()).isTrue();
        assertThat(letter.getOmittedValueBytes()).isEqualTo(Topics.MAX_RECORD_BYTES - 200);
        assertThat(letter.getHeadersMap()).containsOnlyKeys("reply-to");
        assertThat(letter.getSerializedSize()).isLessThan(1_000);
    }

    @Test
    void headersThatAreTooLargeAreLeftOut() {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>("t", 3, 42, "k", new byte[] {1});
        record.headers().add("huge", new byte[Topics.MAX_RECORD_BYTES - 200]);

        DeadLetterRecord letter = DeadLetters.of(record, CAUSE, 1, 0);

        assertThat(letter.getValue().toByteArray()).containsExactly(1);
        assertThat(letter.getOmittedValueBytes()).isZero();
        assertThat(letter.getSerializedSize()).isLessThan(1_000);
    }
}
