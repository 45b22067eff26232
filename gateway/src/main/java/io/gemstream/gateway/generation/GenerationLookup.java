package io.gemstream.gateway.generation;

import com.google.longrunning.Operation;
import io.gemstream.gateway.messaging.OperationPublisher;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.operation.Operations;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.service.failure.Causes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks up what has become of a generation, in its row and in its log. */
@Singleton
public final class GenerationLookup {

    /** A generation that was accepted by another gateway a moment ago may not have been read from the topic yet. */
    private static final Duration ROW_GRACE = Duration.ofSeconds(1);

    private final OperationIndex index;
    private final GenerationHistory history;
    private final GenerationLogReader logs;
    private final StreamRegistry streams;
    private final OperationPublisher rows;

    GenerationLookup(OperationIndex index, GenerationHistory history, GenerationLogReader logs, StreamRegistry streams,
            OperationPublisher rows) {
        this.index = index;
        this.history = history;
        this.logs = logs;
        this.streams = streams;
        this.rows = rows;
    }

    /** The row of a request; fails with OPERATION_NOT_FOUND. */
    public CompletionStage<OperationRecord> find(String requestId) {
        Optional<OperationRecord> known = index.get(requestId);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known.get());
        }
        index.requireLoaded();
        return history.find(requestId).thenCompose(ended -> ended.<CompletionStage<OperationRecord>>map(
                CompletableFuture::completedFuture).orElseGet(() -> await(requestId)));
    }

    /** Forgets an operation, and leaves the generation alone; fails with OPERATION_NOT_FOUND. */
    public CompletionStage<Void> delete(String requestId) {
        return find(requestId).thenCompose(row -> row.getState() == State.ENDED
                ? rows.delete(requestId).thenCompose(_ -> rows.forget(requestId)) : rows.delete(requestId));
    }

    private CompletionStage<OperationRecord> await(String requestId) {
        return index.await(requestId, ROW_GRACE).exceptionallyCompose(failure ->
                CompletableFuture.failedFuture(Causes.unwrapped(failure) instanceof TimeoutException
                        ? Operations.notFound(Operations.name(requestId)) : failure));
    }

    /** The whole operation, its tokens included while the log has them. */
    public CompletionStage<Operation> describe(String requestId) {
        return find(requestId).thenCompose(row -> logs.read(row)
                .thenApply(log -> describe(row, log))
                .exceptionallyCompose(failure -> row.getState() == State.ENDED && expired(failure)
                        ? CompletableFuture.completedFuture(Operations.brief(row))
                        : CompletableFuture.failedFuture(failure)));
    }

    /** As {@link #describe}, when the generation has ended or the time is up. */
    public CompletionStage<Operation> await(String requestId, Duration most) {
        return find(requestId).thenCompose(row -> row.getState() == State.ENDED
                        ? CompletableFuture.completedFuture(null) : end(row, most))
                .thenCompose(_ -> describe(requestId));
    }

    private Operation describe(OperationRecord row, GenerationLog log) {
        OperationRecord updated = log.update(row);
        if (row.getState() != State.ENDED && updated.getState() == State.ENDED) {
            rows.note(updated);
        }
        return Operations.of(updated, log.tokens().getIdsCount(), log.result(updated));
    }

    private CompletionStage<Void> end(OperationRecord row, Duration most) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        OpenStream stream = streams.add(row.getRequestId(), OpenStream.Purpose.CALL, new StreamListener() {
            @Override
            public boolean event(Transcript.Event event, long offset) {
                if (event instanceof Transcript.Event.Finished || event instanceof Transcript.Event.Counted) {
                    end.complete(null);
                }
                return true;
            }

            @Override
            public void failed(GemstreamException failure) {
                end.complete(null);
            }
        });
        streams.openAt(stream, row.getLogPartition(), row.getLogOffset());
        return end.completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> streams.close(stream));
    }

    private static boolean expired(Throwable failure) {
        return Causes.unwrapped(failure) instanceof GemstreamException known
                && known.reason() == ErrorReason.CURSOR_EXPIRED;
    }
}
