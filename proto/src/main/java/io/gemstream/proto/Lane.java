package io.gemstream.proto;

import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.Priority;
import java.util.Map;

/** A queue of requests with a topic of its own. The constants are in the order in which the queues are served. */
public enum Lane {
    /** Somebody waits for the answer. */
    INTERACTIVE(Topics.PROMPTS, Priority.INTERACTIVE),
    /**
     * Served when no interactive request waits, or when it has waited long: see {@code gemstream.lanes.batch-aging}.
     */
    BATCH(Topics.BATCH_PROMPTS, Priority.BATCH);

    private final String topic;
    private final Priority priority;

    Lane(String topic, Priority priority) {
        this.topic = topic;
        this.priority = priority;
    }

    /** Topic of the lane's prompts. */
    public String topic() {
        return topic;
    }

    /** The lane as requests name it. */
    public Priority priority() {
        return priority;
    }

    /** The lane that a request means; a priority that is not known is refused with INVALID_OPTION. */
    public static Lane of(Priority priority) {
        return switch (priority) {
            case INTERACTIVE, PRIORITY_UNSPECIFIED -> INTERACTIVE;
            case BATCH -> BATCH;
            case UNRECOGNIZED -> throw new GemstreamException(ErrorReason.INVALID_OPTION,
                    "priority: unknown (expected: INTERACTIVE or BATCH)", Map.of(ErrorStatus.FIELD, "priority"));
        };
    }

    /** The lane of a row; rows older than lanes are interactive. */
    public static Lane ofRow(OperationRecord row) {
        return row.getPriority() == Priority.BATCH ? BATCH : INTERACTIVE;
    }

    /** The lane of a prompt, by its topic. */
    public static Lane ofTopic(String topic) {
        return topic.equals(Topics.BATCH_PROMPTS) ? BATCH : INTERACTIVE;
    }
}
