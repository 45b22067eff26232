package io.gemstream.tokenizer.dispatch;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.Lane;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.TaskRecord;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/**
 * A task that waits for its turn, with its lane, tenant, deadline and sink.
 *
 * @param source where its prompt lies, which is read again by whoever takes that partition over
 * @param sink where it goes in the end
 */
public record HeldTask(TaskRecord task, Lane lane, Tenant tenant, Deadline deadline, TopicPartition source,
        Sink sink) {

    /** Least weight: what a waiting task takes beside its ids. */
    private static final int LEAST_WEIGHT = 256;

    /** Writes what becomes of a task. Must not block; the stages complete when the broker has acknowledged. */
    public interface Sink {

        /** Writes the task for the workers, to one of the model's task topics. */
        CompletionStage<Void> release(TaskRecord task, String topic);

        /** Writes the end of a task that no worker gets. */
        CompletionStage<Void> finish(FinishBody body);
    }

    /** The same, from somewhere else. */
    HeldTask from(TopicPartition elsewhere) {
        return new HeldTask(task, lane, tenant, deadline, elsewhere, sink);
    }

    String id() {
        return task.getRequestId();
    }

    /**
     * Tokens that it pays in advance: its prompt, and an answer of usual length where it may have one. What it may
     * generate beyond that says nothing of what it will, and must not decide when its turn comes.
     */
    long advance() {
        return Math.max(1, task.getPromptIdsCount()
                + Math.min(task.getSampling().getMaxTokens(), SamplingDefaults.MAX_TOKENS));
    }

    /** Memory that it takes, in token ids. */
    int weight() {
        return Math.max(LEAST_WEIGHT, task.getPromptIdsCount());
    }
}
