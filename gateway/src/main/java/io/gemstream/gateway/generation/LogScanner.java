package io.gemstream.gateway.generation;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.BoundedRead;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one log after the other with a consumer that it keeps, since opening one takes longer than most readings. Used by
 * one thread at a time.
 */
final class LogScanner {

    private static final Logger LOG = LoggerFactory.getLogger(LogScanner.class);
    /** What is read is there already; only the fetch behind the end of a log finds nothing, and the next log waits for it. */
    private static final Duration LONGEST_FETCH = Duration.ofMillis(5);
    private static final BoundedRead BOUNDED_READ = new BoundedRead();

    private final KafkaSettings kafka;
    private final String clientId;
    private Optional<Consumer<String, byte[]>> kept = Optional.empty();

    LogScanner(KafkaSettings kafka, String clientId) {
        this.kafka = kafka;
        this.clientId = clientId;
    }

    /** Reads a generation's log; a consumer that failed is not used again. */
    GenerationLog read(OperationRecord row) {
        Consumer<String, byte[]> consumer = kept.orElseGet(() -> kafka.open(clientId, LONGEST_FETCH));
        kept = Optional.of(consumer);
        try {
            return read(consumer, row);
        } catch (KafkaException broken) {
            close();
            throw broken;
        }
    }

    void close() {
        kept.ifPresent(consumer -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
        kept = Optional.empty();
    }

    private static GenerationLog read(Consumer<String, byte[]> consumer, OperationRecord row) {
        TopicPartition partition = new TopicPartition(Topics.TOKENS, row.getLogPartition());
        List<TopicPartition> only = List.of(partition);
        if (consumer.beginningOffsets(only).get(partition) > row.getLogOffset()) {
            throw new GemstreamException(ErrorReason.CURSOR_EXPIRED, "request " + row.getRequestId() + ": its log before "
                    + "offset " + row.getLogOffset() + " of " + partition + " was deleted");
        }
        long written = consumer.endOffsets(only).get(partition);
        long end = Math.max(row.getLogOffset(), row.getLogEndOffset() > 0 ? row.getLogEndOffset() : written);
        if (written < end) {
            throw new GemstreamException(ErrorReason.CURSOR_EXPIRED, "request " + row.getRequestId() + ": its log is not in "
                    + partition + ", which was made anew and ends at offset " + written);
        }
        consumer.assign(only);
        consumer.seek(partition, row.getLogOffset());
        Transcript transcript = new Transcript();
        GenerationLog.Fold fold = new GenerationLog.Fold();
        BOUNDED_READ.read(consumer, Map.of(partition, end), record -> {
            if (row.getRequestId().equals(record.key()) && record.value() != null) {
                accept(transcript, fold, record);
            }
            return !transcript.finished();
        });
        return fold.result();
    }

    private static void accept(
            Transcript transcript, GenerationLog.Fold fold, ConsumerRecord<String, byte[]> record) {
        try {
            fold.accept(transcript.accept(StreamRecord.parseFrom(record.value())), record.offset(), record.timestamp());
        } catch (InvalidProtocolBufferException notOurs) {
            LOG.warn("{}-{}@{} is no stream record and is left out", record.topic(), record.partition(), record.offset());
        }
    }
}
