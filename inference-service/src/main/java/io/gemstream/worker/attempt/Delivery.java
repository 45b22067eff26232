package io.gemstream.worker.attempt;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.service.share.HeldRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A task as the share group handed it to a slot.
 *
 * @param record where it came from
 * @param task what to do
 * @param count 1 for the first delivery that the partition's leader knows of
 * @param first whether there was none before
 * @param deadline when it is worth nothing
 * @param arrivedNs {@link System#nanoTime} of the arrival
 */
public record Delivery(
        ConsumerRecord<String, byte[]> record, TaskRecord task, int count, boolean first, Deadline deadline, long arrivedNs) {

    /**
     * Reads a record.
     *
     * @throws GemstreamException MALFORMED_RECORD
     */
    public static Delivery parse(HeldRecord held, long nowNs) {
        ConsumerRecord<String, byte[]> record = held.record();
        if (record.value() == null) {
            throw malformed("no value");
        }
        try {
            TaskRecord task = TaskRecord.parseFrom(record.value());
            if (task.getRequestId().isEmpty()) {
                throw malformed("request_id: empty");
            }
            if (task.getPromptIdsCount() == 0) {
                throw malformed("prompt_ids: empty");
            }
            return new Delivery(record, task, record.deliveryCount().map(Short::intValue).orElse(1),
                    held.first(), KafkaHeaders.deadline(record.headers()), nowNs);
        } catch (InvalidProtocolBufferException notATask) {
            throw malformed(notATask.getMessage());
        }
    }

    /** Names the generation. */
    public String requestId() {
        return task.getRequestId();
    }

    private static GemstreamException malformed(String why) {
        return new GemstreamException(ErrorReason.MALFORMED_RECORD, why + " (expected: gemstream.v1.TaskRecord)");
    }
}
