package io.gemstream.worker.attempt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Finds out whether the end that an attempt wrote counts. An attempt whose worker had lost the task meanwhile may have written
 * its start record late, from a producer that was cut off or a process that slept: then the stream is its own, and it will
 * not go on. Whoever holds the task is the one who can see to another attempt, so it looks before it settles (ADR 46).
 *
 * <p>Nobody had a task before its first delivery, so there it is known without a look.
 *
 * @param readers runs the reads, which block
 */
public record FinishCheck(TranscriptReader reader, Executor readers) {

    /** Whether the stream has ended, once the finish record is acknowledged; fails where the log cannot be read. */
    CompletionStage<Boolean> ended(Delivery delivery, AttemptLog log) {
        return delivery.first() ? CompletableFuture.completedStage(true) : CompletableFuture.supplyAsync(() -> reader.read(
                LogLocation.of(delivery.task()), delivery.task().getCreatedMs(), LogMark.finish(log.attemptId())).finished(),
                readers);
    }
}
