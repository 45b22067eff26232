package io.gemstream.gateway.generation;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.StreamRecord;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a generation's log from its beginning to where it ends now. One reading at a time, on a thread of its own. */
@Singleton
public final class GenerationLogs {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationLogs.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** A partition brings tens of thousands of records a second, so this is hours of a busy one. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final KafkaSettings kafka;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("gateway-log-scan").factory());

    GenerationLogs(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Fails with CURSOR_EXPIRED where the log's beginning was deleted, with BROKER_UNAVAILABLE where none answers. */
    public CompletionStage<GenerationLog> read(OperationRecord row) {
        return CompletableFuture.supplyAsync(() -> {
            try (KafkaConsumer<String, byte[]> consumer = kafka.open("gateway-log-scan")) {
                return read(consumer, row);
            } catch (KafkaException unavailable) {
                throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                        "the log of " + row.getRequestId() + " cannot be read: " + unavailable.getMessage(), unavailable);
            }
        }, thread);
    }

    private static GenerationLog read(KafkaConsumer<String, byte[]> consumer, OperationRecord row) {
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
        long startNs = System.nanoTime();
        while (consumer.position(partition) < end && !transcript.finished()) {
            if (System.nanoTime() - startNs > LONGEST.toNanos()) {
                throw new TimeoutException(partition + " was not read up to " + end + " within " + LONGEST);
            }
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (row.getRequestId().equals(record.key()) && record.value() != null) {
                    accept(transcript, fold, record);
                }
            }
        }
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
