package io.gemstream.tokenizerservice.dispatch;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.TaskRecord;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/**
 * A task and what is to be known about it while it waits.
 *
 * @param source where its prompt lies
 * @param outlet where it goes in the end
 */
public record HeldTask(TaskRecord task, Lane lane, Tenant tenant, Deadline deadline, TopicPartition source,
        Outlet outlet) {

    /** Least weight: what a waiting task takes beside its ids. */
    private static final int LEAST_WEIGHT = 256;

    /** Writes what becomes of a task. Must not block; the stages complete when the broker has acknowledged. */
    public interface Outlet {

        /** To the workers, through one of the model's task topics. */
        CompletionStage<Void> release(TaskRecord task, String topic);

        /** An end without a worker. */
        CompletionStage<Void> finish(FinishBody body);
    }

    String id() {
        return task.getRequestId();
    }

    /** Memory that it takes, in token ids. */
    int weight() {
        return Math.max(LEAST_WEIGHT, task.getPromptIdsCount());
    }
}
