package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.tokenizer.dispatch.HeldTask;
import io.smallrye.reactive.messaging.TracingMetadata;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Writes one task to a task topic, or its end to its log.
 *
 * @param logPartition where the request's log lies
 * @param trace what its record continues
 */
record TaskWriter(RecordPublisher publisher, TokenizerMetrics metrics, String requestId, int logPartition,
        Tenant tenant, Deadline deadline, Optional<TracingMetadata> trace) implements HeldTask.Sink {

    @Override
    public CompletionStage<Void> release(TaskRecord task, String topic) {
        metrics.placed(!topic.equals(Topics.tasks(task.getModel())));
        return publisher.publish(topic, requestId, task, deadline, tenant, trace)
                .subscribeAsCompletionStage();
    }

    @Override
    public CompletionStage<Void> finish(FinishBody body) {
        return publisher.append(logPartition, requestId, StreamRecord.newBuilder().setFinish(body).build(),
                deadline, tenant, trace).subscribeAsCompletionStage();
    }
}
