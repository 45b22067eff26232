package io.gemstream.standalone.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.kafka.BoundedRead;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.KafkaFailures;
import java.util.ArrayList;
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
            List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
            new BoundedRead().read(consumer, ends, record ->
                    !requestId.equals(record.key()) || !found.add(record));
            if (found.isEmpty()) {
                throw new GemstreamException(ErrorReason.CURSOR_EXPIRED,
                        "request " + requestId + ": its task is no longer in a topic of " + model);
            }
            return TaskRecord.parseFrom(found.getFirst().value());
        } catch (KafkaException unavailable) {
            throw KafkaFailures.of(kafka.bootstrapServers(), unavailable);
        } catch (InvalidProtocolBufferException notATask) {
            throw new GemstreamException(ErrorReason.MALFORMED_RECORD,
                    "task of " + model + ", key " + requestId + ": " + notATask.getMessage(), notATask);
        }
    }
}
