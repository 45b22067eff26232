package io.gemstream.gateway.reply;

import com.google.protobuf.ByteString;
import io.gemstream.gateway.operation.ReplyRows;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes dead letters of replies that were given up. Pure. */
final class UndeliveredReplies {

    private UndeliveredReplies() {}

    /**
     * The letter: it names the answer's log and holds the row, from which the answer can be begun again; never the answer
     * itself, which may be too large for any topic.
     *
     * @param nowMs milliseconds since 1970
     */
    static ProducerRecord<String, byte[]> letter(OperationRecord row, GemstreamException why, long nowMs) {
        DeadLetterRecord letter = DeadLetterRecord.newBuilder()
                .setTopic(Topics.TOKENS)
                .setPartition(row.getLogPartition())
                .setOffset(row.getLogOffset())
                .setCause(ErrorStatus.of(why, row.getRequestId()))
                .setAttempts(1)
                .setFailedMs(nowMs)
                .setKey(ByteString.copyFromUtf8(row.getRequestId()))
                .setValue(row.toByteString())
                .build();
        return new ProducerRecord<>(Topics.DEAD_LETTERS, null, row.getRequestId(), letter.toByteArray(),
                KafkaHeaders.describe(letter));
    }

    /** The row as it is when the letter is written. */
    static OperationRecord row(OperationRecord row, GemstreamException why) {
        return ReplyRows.failed(row, ErrorStatus.of(why, row.getRequestId()));
    }
}
