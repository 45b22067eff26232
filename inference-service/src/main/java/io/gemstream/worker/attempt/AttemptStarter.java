package io.gemstream.worker.attempt;

import io.gemstream.proto.v1.StartBody;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Opens attempts: writes their start records, and finds out where they go on. The start record comes first in any case.
 * A first delivery of a fresh task has nothing before it and goes on at once; any other waits until its start record is
 * in the log and reads what counts up to there.
 *
 * <p>Why not every first delivery: a tokenizer that takes over from a killed one writes the last few tasks again, and each is
 * a first delivery. A fresh task that this happens to is computed anew from its beginning; its readers ignore what they
 * have, by index, which is the same text as long as all workers compute with the same bits. Where some do not, every log is
 * read (ADR 38). A task's age is that of its request.
 */
public final class AttemptStarter {

    private static final long FRESH_MS = 5_000;

    private final WorkerIdentity identity;
    private final TranscriptReader reader;
    private final Executor readers;
    private final LongSupplier nowMs;
    private final BooleanSupplier otherArithmetic;

    /**
     * @param readers runs the reads, which block
     * @param nowMs milliseconds since 1970
     * @param otherArithmetic whether another worker may have written tokens that this one would not choose
     */
    public AttemptStarter(WorkerIdentity identity, TranscriptReader reader, Executor readers, LongSupplier nowMs,
            BooleanSupplier otherArithmetic) {
        this.identity = identity;
        this.reader = reader;
        this.readers = readers;
        this.nowMs = nowMs;
        this.otherArithmetic = otherArithmetic;
    }

    /** Completes exceptionally where the start record could not be written or the log not be read. */
    CompletionStage<ResumePoint> start(Delivery delivery, AttemptLog log) {
        CompletionStage<Void> written = log.start(StartBody.newBuilder()
                .setWorkerId(identity.workerId())
                .setDevice(identity.device())
                .setDelivery(delivery.count())
                .build());
        if (delivery.first() && nowMs.getAsLong() - delivery.task().getCreatedMs() < FRESH_MS
                && !otherArithmetic.getAsBoolean()) {
            return CompletableFuture.completedStage(ResumePoint.BEGINNING);
        }
        return written.thenApplyAsync(_ -> reader.read(
                LogLocation.of(delivery.task()), delivery.task().getCreatedMs(), LogMark.start(log.attemptId())), readers);
    }
}
