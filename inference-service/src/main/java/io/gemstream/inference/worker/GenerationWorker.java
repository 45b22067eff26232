package io.gemstream.inference.worker;

import io.gemstream.proto.DeadLetters;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.StreamRecord;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what to do with a task: run it, go on with it, or set it aside because it cannot be read or has failed as
 * often as it may. Thread-safe; every slot hands its tasks here.
 */
public final class GenerationWorker implements TaskHandler {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationWorker.class);

    private final WorkerContext worker;
    private final StreamLog log;
    private final AttemptStarter starter;
    private final TaskSpan.Factory spans;
    private final Supplier<String> attemptIds;
    private final int maxDeliveries;

    /**
     * @param attemptIds draws ids that never repeat
     * @param maxDeliveries deliveries after which a task is set aside, at least 1
     */
    public GenerationWorker(WorkerContext worker, StreamLog log, AttemptStarter starter, TaskSpan.Factory spans,
            Supplier<String> attemptIds, int maxDeliveries) {
        this.worker = worker;
        this.log = log;
        this.starter = starter;
        this.spans = spans;
        this.attemptIds = attemptIds;
        this.maxDeliveries = maxDeliveries;
    }

    @Override
    public RunningTask start(ConsumerRecord<String, byte[]> record) {
        try {
            Delivery delivery = Delivery.parse(record, System.nanoTime());
            if (delivery.count() > 1) {
                worker.metrics().redelivered();
            }
            return delivery.count() > maxDeliveries ? exhausted(delivery) : run(delivery);
        } catch (GemstreamException malformed) {
            LOG.warn("task {}-{}@{} goes to the dead letters: {}", record.topic(), record.partition(), record.offset(),
                    malformed.getMessage());
            return settle(setAside(record, malformed, 1), Settlement.REJECT, "malformed_record");
        }
    }

    private RunningTask run(Delivery delivery) {
        String attemptId = attemptIds.get();
        TaskSpan span = spans.start(delivery, attemptId);
        AttemptLog attempt = new AttemptLog(log, delivery.requestId(), attemptId, span.headers());
        GenerationRun run = new GenerationRun(delivery, attempt, span, worker);
        run.begin(starter.start(delivery, attempt));
        return run;
    }

    /** Its finish record belongs to no attempt, so it counts wherever the attempts before have left the stream. */
    private RunningTask exhausted(Delivery delivery) {
        int attempts = delivery.count() - 1;
        GemstreamException failure = new GemstreamException(ErrorReason.DEAD_LETTERED,
                "The task was given up after " + attempts + " attempts, none of which came to an end.");
        LOG.warn("task {} goes to the dead letters after {} attempts", delivery.requestId(), attempts);
        StreamRecord finish = StreamRecord.newBuilder()
                .setFinish(new Finishes(worker.identity(), delivery).failed(0, failure))
                .build();
        return settle(
                setAside(delivery.record(), failure, attempts)
                        .thenCompose(_ -> log.append(delivery.requestId(), finish, new RecordHeaders())),
                Settlement.ACCEPT, "dead_lettered");
    }

    private CompletionStage<Void> setAside(
            ConsumerRecord<String, byte[]> record, GemstreamException cause, int attempts) {
        return log.setAside(record.key() == null ? "" : record.key(),
                DeadLetters.of(record, cause, attempts, System.currentTimeMillis()));
    }

    private RunningTask settle(CompletionStage<Void> written, Settlement settlement, String outcome) {
        CompletableFuture<Settlement> settled = new CompletableFuture<>();
        written.whenComplete((_, lost) -> {
            if (settled.complete(lost == null ? settlement : Settlement.RELEASE)) {
                worker.metrics().ended(lost == null ? outcome : "released");
            }
        });
        return RunningTask.of(settled);
    }
}
