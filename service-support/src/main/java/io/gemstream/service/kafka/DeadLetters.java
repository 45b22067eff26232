package io.gemstream.service.kafka;

import com.google.protobuf.ByteString;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Converts records that failed to the form in which {@link Topics#DEAD_LETTERS} keeps them. */
public final class DeadLetters {

    /** Most bytes of a letter: its topic takes no larger record, whose own headers need room as well. */
    static final int MOST_BYTES = Topics.MAX_RECORD_BYTES - (16 << 10);

    private DeadLetters() {}

    /**
     * The record as it came, with where it lay and why it failed. A value that has no room in a letter is left out, and so
     * are headers that have none: both lie where they lay.
     *
     * @param attempts how often it was tried, at least 1
     * @param nowMs milliseconds since 1970
     */
    public static DeadLetterRecord of(
            ConsumerRecord<String, byte[]> record, GemstreamException cause, int attempts, long nowMs) {
        DeadLetterRecord.Builder letter = DeadLetterRecord.newBuilder()
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setCause(ErrorStatus.of(cause, record.key() == null ? "" : record.key()))
                .setAttempts(attempts)
                .setFailedMs(nowMs);
        if (record.key() != null) {
            letter.setKey(ByteString.copyFromUtf8(record.key()));
        }
        for (Header header : record.headers()) {
            if (header.value() != null) {
                letter.putHeaders(header.key(), ByteString.copyFrom(header.value()));
            }
        }
        if (letter.build().getSerializedSize() > MOST_BYTES) {
            letter.clearHeaders();
        }
        if (record.value() == null) {
            return letter.build();
        }
        DeadLetterRecord whole = letter.setValue(ByteString.copyFrom(record.value())).build();
        return whole.getSerializedSize() <= MOST_BYTES
                ? whole : letter.clearValue().setOmittedValueBytes(record.value().length).build();
    }
}
