package io.gemstream.standalone.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.KafkaFailures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Finds what a generation was asked to do, in its model's task topics. Blocks. */
public final class TaskArchive {

    private static final int TIMEOUT_MS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrapServers;

    public TaskArchive(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * The task of a request.
     *
     * @throws GemstreamException CURSOR_EXPIRED where no topic has it any longer; else as clients of Kafka fail
     */
    public TaskRecord find(String model, String requestId) {
        KafkaConnection.of(KafkaClientSettings.of(bootstrapServers, AdminClientConfig.configNames())).requireUsable();
        Map<String, Object> settings = KafkaClientSettings.of(bootstrapServers, ConsumerConfig.configNames());
        settings.putAll(Map.of("default.api.timeout.ms", TIMEOUT_MS, "allow.auto.create.topics", false,
                "isolation.level", "read_committed"));
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(settings, new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Topics.allTasks(consumer.listTopics().keySet(), model).stream()
                    .map(topic -> new TopicPartition(topic, 0))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (requestId.equals(record.key())) {
                        return TaskRecord.parseFrom(record.value());
                    }
                }
            }
            throw new GemstreamException(ErrorReason.CURSOR_EXPIRED,
                    "request " + requestId + ": its task is no longer in a topic of " + model);
        } catch (KafkaException unavailable) {
            throw KafkaFailures.of(bootstrapServers, unavailable);
        } catch (InvalidProtocolBufferException notATask) {
            throw new GemstreamException(ErrorReason.MALFORMED_RECORD,
                    "task of " + model + ", key " + requestId + ": " + notATask.getMessage(), notATask);
        }
    }
}
