package io.gemstream.standalone.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.kafka.BoundedRead;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.KafkaFailures;
import io.gemstream.service.kafka.KafkaHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads gemstream.dead-letters, and puts a record back where it came from. Blocks. */
public final class DeadLetterBox {

    private static final int TIMEOUT_MS = 10_000;

    private final KafkaClients kafka;
    private final BoundedRead boundedRead = new BoundedRead();

    public DeadLetterBox(String bootstrapServers) {
        this.kafka = KafkaClientSettings.clients(bootstrapServers);
    }

    /**
     * A record that was set aside.
     *
     * @param offset names it
     */
    public record Letter(long offset, DeadLetterRecord record) {}

    /**
     * All letters that the topic has now, oldest first.
     *
     * @throws GemstreamException BROKER_UNAVAILABLE, BROKER_REFUSED, INVALID_CONFIGURATION
     */
    public List<Letter> read() {
        new KafkaConnection(kafka, "gemstream-dead-letters").requireUsable();
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<Letter> letters = new ArrayList<>();
            boundedRead.read(consumer, Map.of(partition, end), record ->
                    letters.add(new Letter(record.offset(), parse(record))));
            return letters;
        } catch (KafkaException unavailable) {
            throw unavailable(unavailable);
        }
    }

    /**
     * One letter.
     *
     * @throws GemstreamException INVALID_OPTION where there is none at that offset
     */
    public Letter read(long offset) {
        return read().stream().filter(letter -> letter.offset() == offset).findFirst()
                .orElseThrow(() -> new GemstreamException(ErrorReason.INVALID_OPTION,
                        "offset: " + offset + " (expected: one that dead-letters list shows)"));
    }

    /**
     * Writes a letter's record to its topic again, without the deadline that it had. What the letter had no room for is read
     * where it lay.
     *
     * @throws GemstreamException CURSOR_EXPIRED where it lies there no longer
     */
    public void resend(Letter letter) {
        DeadLetterRecord failed = letter.record();
        ProducerRecord<byte[], byte[]> record;
        if (failed.getOmittedValueBytes() > 0) {
            ConsumerRecord<byte[], byte[]> original = original(failed);
            record = new ProducerRecord<>(failed.getTopic(), null, original.key(), original.value(), original.headers());
        } else {
            record = new ProducerRecord<>(failed.getTopic(),
                    failed.getKey().isEmpty() ? null : failed.getKey().toByteArray(), failed.getValue().toByteArray());
            failed.getHeadersMap().forEach((name, value) -> record.headers().add(name, value.toByteArray()));
        }
        record.headers().remove(RecordHeaders.DEADLINE_MS);
        send(record);
    }

    /** Writes a row of gemstream.operations. */
    public void write(OperationRecord row) {
        send(new ProducerRecord<>(Topics.OPERATIONS, null, row.getRequestId().getBytes(StandardCharsets.UTF_8),
                row.toByteArray(), KafkaHeaders.describe(row)));
    }

    private ConsumerRecord<byte[], byte[]> original(DeadLetterRecord failed) {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(failed.getTopic(), failed.getPartition());
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            if (consumer.beginningOffsets(List.of(partition)).get(partition) <= failed.getOffset()) {
                consumer.seek(partition, failed.getOffset());
                List<ConsumerRecord<byte[], byte[]>> next = new ArrayList<>();
                boundedRead.read(consumer, Map.of(partition, end), record -> !next.add(record));
                if (!next.isEmpty() && next.getFirst().offset() == failed.getOffset()) {
                    return next.getFirst();
                }
            }
            throw new GemstreamException(ErrorReason.CURSOR_EXPIRED,
                    "the record at " + partition + "@" + failed.getOffset() + " was deleted");
        } catch (KafkaException unavailable) {
            throw unavailable(unavailable);
        }
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        KafkaClients writing = kafka.withFallback(Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT_MS, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2, ProducerConfig.LINGER_MS_CONFIG, 0));
        try (Producer<byte[], byte[]> producer = writing.producer("gemstream-redrive", new ByteArraySerializer(),
                Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * Topics.MAX_RECORD_BYTES))) {
            producer.send(record).get();
        } catch (ExecutionException | KafkaException failure) {
            throw unavailable(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new GemstreamException(ErrorReason.CANCELLED_BY_CLIENT, "interrupted", interrupted);
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        return kafka
                .withFallback(Map.of(
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MAX_RECORD_BYTES))
                .consumer("gemstream-dead-letters", Topics.DEAD_LETTERS, new ByteArrayDeserializer(), Map.of());
    }

    private GemstreamException unavailable(Exception cause) {
        return KafkaFailures.of(kafka.bootstrapServers(), cause);
    }

    private static DeadLetterRecord parse(ConsumerRecord<byte[], byte[]> record) {
        try {
            return DeadLetterRecord.parseFrom(record.value());
        } catch (InvalidProtocolBufferException notALetter) {
            throw new GemstreamException(ErrorReason.MALFORMED_RECORD,
                    Topics.DEAD_LETTERS + " offset " + record.offset() + ": " + notALetter.getMessage(), notALetter);
        }
    }
}
