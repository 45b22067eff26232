package io.gemstream.gateway;

import com.google.protobuf.Message;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import io.gemstream.service.kafka.BoundedRead;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.service.kafka.Partitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The services behind the gateway, as far as its own tests need them: what is read and written on Kafka. */
final class FakePipeline implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String servers;
    private final KafkaProducer<String, byte[]> producer;

    FakePipeline(String servers) {
        this.servers = servers;
        this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", servers, "linger.ms", "0"),
                new StringSerializer(), new ByteArraySerializer());
    }

    void announce(ModelRecord.Role role, String model, long timeToLiveMs) {
        announce(role, model, timeToLiveMs, System.currentTimeMillis());
    }

    /** @param heartbeatMs what the process' clock says */
    void announce(ModelRecord.Role role, String model, long timeToLiveMs, long heartbeatMs) {
        write(Topics.MODELS, role + "/" + model + "/1", ModelRecord.newBuilder()
                .setRole(role)
                .setInstanceId("1")
                .setModel(model)
                .setArchitecture("gemma3")
                .setContextLength(1024)
                .setDevice("cpu")
                .setSlots(2)
                .setHeartbeatMs(heartbeatMs)
                .setTimeToLiveMs(timeToLiveMs)
                .build());
    }

    /** The row that a tokenizer service writes for a prompt with a reply-to header. */
    void asked(OperationRecord.Builder row, int tokenPartitions) {
        row(row.setState(OperationRecord.State.QUEUED)
                .setClaimId("claim")
                .setCreatedMs(System.currentTimeMillis())
                .setLogPartition(Partitions.of(row.getRequestId(), tokenPartitions))
                .build());
    }

    void row(OperationRecord row) {
        write(Topics.OPERATIONS, row.getRequestId(), row);
    }

    void start(String requestId, String attempt) {
        stream(requestId, StreamRecord.newBuilder().setAttemptId(attempt)
                .setStart(StartBody.newBuilder().setDelivery(1)).build());
    }

    void token(String requestId, String attempt, int index) {
        stream(requestId, StreamRecord.newBuilder().setAttemptId(attempt)
                .setTokens(TokensBody.newBuilder().setIndex(index).addIds(100 + index).setText("t" + index)).build());
    }

    /** A token with a long text, written without waiting for the broker. */
    void wideToken(String requestId, String attempt, int index, int characters) {
        StreamRecord record = StreamRecord.newBuilder().setAttemptId(attempt).setTokens(TokensBody.newBuilder()
                .setIndex(index).addIds(100 + index).setText("x".repeat(characters))).build();
        producer.send(new ProducerRecord<>(Topics.TOKENS, requestId, record.toByteArray()));
    }

    void finish(String requestId, String attempt, int length, FinishReason reason) {
        stream(requestId, StreamRecord.newBuilder().setAttemptId(attempt)
                .setFinish(FinishBody.newBuilder().setIndex(length).setReason(reason)).build());
    }

    void stream(String requestId, StreamRecord record) {
        write(Topics.TOKENS, requestId, record);
    }

    private void write(String topic, String key, Message value) {
        try {
            producer.send(new ProducerRecord<>(topic, null, null, key, value.toByteArray(),
                    KafkaHeaders.describe(value))).get();
        } catch (Exception failed) {
            throw new IllegalStateException(topic + " was not written", failed);
        }
    }

    void awaitTopic(String topic) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (producer.partitionsFor(topic).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(topic + " does not exist");
            }
        }
    }

    /** Every record of a key that is there now. */
    List<ConsumerRecord<String, byte[]>> all(String topic, String key) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", servers),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
            new BoundedRead().read(consumer, ends, record -> !record.key().equals(key) || found.add(record));
            return found;
        }
    }

    /** The first record of a key, waited for. */
    ConsumerRecord<String, byte[]> await(String topic, String key) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", servers),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.key().equals(key)) {
                        return record;
                    }
                }
            }
            throw new AssertionError(topic + " has no record of " + key);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
