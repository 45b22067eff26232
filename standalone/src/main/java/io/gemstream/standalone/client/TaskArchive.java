package io.gemstream.standalone.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.KafkaFailures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Finds the task of a generation in its model's task topics. Blocks. */
public final class TaskArchive {

    private static final int TIMEOUT_MS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaClients kafka;

    public TaskArchive(String bootstrapServers) {
        this.kafka = KafkaClientSettings.clients(bootstrapServers)
                .withFallback(Map.of(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
    }

    /**
     * The task of a request.
     *
     * @throws GemstreamException CURSOR_EXPIRED where no topic has it any longer; else as clients of Kafka fail
     */
    public TaskRecord find(String model, String requestId) {
        new KafkaConnection(kafka, "gemstream-task-archive").requireUsable();
        try (Consumer<String, byte[]> consumer = kafka.consumer("gemstream-task-archive")) {
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
            throw KafkaFailures.of(kafka.bootstrapServers(), unavailable);
        } catch (InvalidProtocolBufferException notATask) {
            throw new GemstreamException(ErrorReason.MALFORMED_RECORD,
                    "task of " + model + ", key " + requestId + ": " + notATask.getMessage(), notATask);
        }
    }
}
