package io.gemstream.worker.attempt;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.service.share.HeldRecord;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as the share group hands them out. */
public final class Tasks {

    /** Timestamp of every record. */
    public static final long WRITTEN_MS = 1_000_000;

    private Tasks() {}

    public static TaskRecord greedy(String requestId, List<Integer> prompt, int maxTokens) {
        return TaskRecord.newBuilder()
                .setRequestId(requestId)
                .setModel("tiny")
                .setCreatedMs(WRITTEN_MS)
                .addAllPromptIds(prompt)
                .setSampling(SamplingOptions.newBuilder()
                        .setTemperature(0)
                        .setMaxTokens(maxTokens)
                        .setIgnoreEos(true))
                .build();
    }

    /** What a slot gets of a record. */
    public static HeldRecord held(ConsumerRecord<String, byte[]> record) {
        return new HeldRecord(
                new TopicIdPartition(Uuid.ONE_UUID, record.partition(), record.topic()), record,
                record.deliveryCount().orElseThrow() == 1);
    }

    public static ConsumerRecord<String, byte[]> record(TaskRecord task, int delivery) {
        return record(task.getRequestId(), task.toByteArray(), delivery, Deadline.NEVER);
    }

    public static ConsumerRecord<String, byte[]> record(String key, byte[] value, int delivery, Deadline deadline) {
        RecordHeaders headers = new RecordHeaders();
        KafkaHeaders.put(headers, deadline);
        return new ConsumerRecord<>("gemstream.tasks.tiny", 0, 7, WRITTEN_MS, TimestampType.CREATE_TIME, 0, 0, key, value,
                headers, Optional.empty(), Optional.of((short) delivery));
    }
}
