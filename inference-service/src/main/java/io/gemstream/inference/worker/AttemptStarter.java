package io.gemstream.inference.worker;

import io.gemstream.proto.v1.StartBody;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Opens attempts. The start record comes first in any case; a first delivery has nothing before it and goes on at once,
 * a later one waits until its start record is in the log and reads what counts up to there.
 */
public final class AttemptStarter {

    private final WorkerIdentity identity;
    private final TranscriptReader reader;
    private final Executor readers;

    /** @param readers runs the reads, which block */
    public AttemptStarter(WorkerIdentity identity, TranscriptReader reader, Executor readers) {
        this.identity = identity;
        this.reader = reader;
        this.readers = readers;
    }

    /** Completes exceptionally where the start record could not be written or the log not be read. */
    CompletionStage<ResumePoint> start(Delivery delivery, AttemptLog log) {
        CompletionStage<Void> written = log.start(StartBody.newBuilder()
                .setWorkerId(identity.workerId())
                .setDevice(identity.device())
                .setDelivery(delivery.count())
                .build());
        if (delivery.count() == 1) {
            return CompletableFuture.completedStage(ResumePoint.BEGINNING);
        }
        return written.thenApplyAsync(_ -> reader.read(
                delivery.requestId(), delivery.task().getCreatedMs(), log.attemptId()), readers);
    }
}
