package io.gemstream.worker.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.Partitions;
import io.gemstream.worker.attempt.LogLocation;
import io.gemstream.worker.attempt.LogMark;
import io.gemstream.worker.attempt.ResumePoint;
import io.gemstream.worker.attempt.TranscriptReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the one partition in which a generation's log lies, with a consumer of its own that belongs to no group. */
final class KafkaTranscriptReader implements TranscriptReader {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTranscriptReader.class);
    /** Clocks of gateway and workers may differ by this much. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);
    /** What is read is in the log already; a broker that cannot show it for so long is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaClients kafka;

    KafkaTranscriptReader(KafkaClients kafka) {
        this.kafka = kafka;
    }

    /** @throws KafkaException where the log cannot be read */
    @Override
    public ResumePoint read(LogLocation location, long createdMs, LogMark mark) {
        try (Consumer<String, byte[]> consumer = kafka.consumer("gemstream-worker-log")) {
            TopicPartition partition = new TopicPartition(Topics.TOKENS, location.partition().orElseGet(() ->
                    Partitions.of(location.requestId(), consumer.partitionsFor(Topics.TOKENS).size())));
            consumer.assign(List.of(partition));
            seek(consumer, partition, createdMs - CLOCK_SKEW.toMillis());
            return fold(consumer, location.requestId(), mark);
        }
    }

    private static void seek(Consumer<String, byte[]> consumer, TopicPartition partition, long fromMs) {
        OffsetAndTimestamp offset = fromMs <= 0
                ? null
                : consumer.offsetsForTimes(Map.of(partition, fromMs)).get(partition);
        if (offset == null) {
            consumer.seekToBeginning(List.of(partition));
        } else {
            consumer.seek(partition, offset.offset());
        }
    }

    private static ResumePoint fold(Consumer<String, byte[]> consumer, String requestId, LogMark mark) {
        ResumePoint.Fold fold = new ResumePoint.Fold(mark);
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < PATIENCE.toNanos()) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (requestId.equals(record.key()) && accept(fold, record)) {
                    return fold.result();
                }
            }
        }
        throw new TimeoutException(mark + " not seen in " + Topics.TOKENS
                + " within " + PATIENCE.toSeconds() + " s");
    }

    private static boolean accept(ResumePoint.Fold fold, ConsumerRecord<String, byte[]> record) {
        try {
            return record.value() != null && fold.accept(StreamRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException notOurs) {
            LOG.warn("{}-{}@{} is no stream record and is ignored", record.topic(), record.partition(), record.offset());
            return false;
        }
    }
}
