package io.gemstream.worker.attempt;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.kafka.DeadLetters;
import io.gemstream.service.share.HeldRecord;
import io.gemstream.worker.slot.RunningTask;
import io.gemstream.worker.slot.Settlement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens an attempt for every task that can be read, and sets the others aside. A task that comes for the third time is
 * written anew instead, and counted from one again, so that its generation may outlive any number of workers (ADR 51).
 * Thread-safe; every slot hands its tasks here.
 */
public final class AttemptLauncher {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptLauncher.class);
    /** The broker gives a record up after five deliveries by default (group.share.delivery.count.limit, KIP-932). */
    private static final int LAST_DELIVERY = 3;

    private final WorkerContext worker;
    private final StreamLog log;
    private final AttemptStarter starter;
    private final FinishCheck finishCheck;
    private final TaskSpan.Factory spans;
    private final Supplier<String> attemptIds;

    /** @param attemptIds draws ids that never repeat */
    public AttemptLauncher(WorkerContext worker, StreamLog log, AttemptStarter starter, FinishCheck finishCheck,
            TaskSpan.Factory spans, Supplier<String> attemptIds) {
        this.worker = worker;
        this.log = log;
        this.starter = starter;
        this.finishCheck = finishCheck;
        this.spans = spans;
        this.attemptIds = attemptIds;
    }

    /** Opens an attempt, and returns soon: its work goes on elsewhere. */
    public RunningTask start(HeldRecord held) {
        ConsumerRecord<String, byte[]> record = held.record();
        try {
            Delivery delivery = Delivery.parse(held, System.nanoTime());
            log.require(LogLocation.of(delivery.task()));
            if (delivery.count() > 1) {
                worker.metrics().redelivered();
            }
            return delivery.count() < LAST_DELIVERY ? run(delivery) : renew(record);
        } catch (GemstreamException malformed) {
            LOG.warn("task {}-{}@{} goes to the dead letters: {}", record.topic(), record.partition(), record.offset(),
                    malformed.getMessage());
            return reject(record, malformed);
        }
    }

    private RunningTask run(Delivery delivery) {
        String attemptId = attemptIds.get();
        TaskSpan span = spans.start(delivery, attemptId);
        AttemptLog attemptLog = new AttemptLog(log, LogLocation.of(delivery.task()), attemptId, span.headers());
        Attempt attempt = new Attempt(delivery, attemptLog, span, worker, log, finishCheck);
        attempt.begin(starter.start(delivery, attemptLog));
        return attempt;
    }

    private RunningTask renew(ConsumerRecord<String, byte[]> record) {
        return settledBy(log.renew(record), Settlement.ACCEPT, "renewed");
    }

    private RunningTask reject(ConsumerRecord<String, byte[]> record, GemstreamException malformed) {
        return settledBy(log.setAside(record.key() == null ? "" : record.key(),
                DeadLetters.of(record, malformed, 1, System.currentTimeMillis())), Settlement.REJECT, "malformed_record");
    }

    /** A task that a record written elsewhere settles; it is released where that is lost. */
    private RunningTask settledBy(CompletionStage<Void> written, Settlement settlement, String outcome) {
        CompletableFuture<Settlement> settled = new CompletableFuture<>();
        written.whenComplete((_, lost) -> {
            if (settled.complete(lost == null ? settlement : Settlement.RELEASE)) {
                worker.metrics().ended(lost == null ? outcome : "released");
            }
        });
        return RunningTask.of(settled);
    }
}
