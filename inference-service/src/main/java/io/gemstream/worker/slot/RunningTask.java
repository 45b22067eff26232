package io.gemstream.worker.slot;

import java.util.concurrent.CompletableFuture;

/** A task that this worker has taken and that is yet to be settled. Thread-safe. */
public interface RunningTask {

    /** Completes, never exceptionally, when nothing more is written for the task. */
    CompletableFuture<Settlement> settled();

    /** Ends the work without a finish record, so that another attempt goes on from the log. Settles as RELEASE. */
    void abandon();

    /** A task that was decided at once. */
    static RunningTask of(CompletableFuture<Settlement> settled) {
        return new RunningTask() {
            @Override
            public CompletableFuture<Settlement> settled() {
                return settled;
            }

            @Override
            public void abandon() {
                settled.complete(Settlement.RELEASE);
            }
        };
    }
}
