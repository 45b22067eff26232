package io.gemstream.gateway.generation;

import io.gemstream.gateway.operation.Operations;
import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.proto.v1.TokensBody;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps a generation's row in step with its log: writes a row when an attempt begins, and one when the log ends.
 * Whoever reads the log decides the same, so that several recorders of one generation write the same rows.
 */
final class OperationRecorder implements StreamListener {

    private final Consumer<OperationRecord> rows;
    private final Consumer<Optional<GemstreamException>> onEnd;
    private final LongSupplier nowMs;
    private final GenerationMetrics metrics;
    private Optional<OperationRecord> row;
    private OptionalLong lastTokenNs = OptionalLong.empty();
    private int attempts;

    /**
     * @param row what is known; empty before the request is accepted, see {@link #accepted}
     * @param onEnd called once, when nothing more will be written; with the reason where that is not the log's end
     */
    OperationRecorder(Optional<OperationRecord> row, Consumer<OperationRecord> rows,
            Consumer<Optional<GemstreamException>> onEnd, LongSupplier nowMs, GenerationMetrics metrics) {
        this.row = row;
        this.rows = rows;
        this.onEnd = onEnd;
        this.nowMs = nowMs;
        this.metrics = metrics;
    }

    /** The request is about to be written: from here on there may be records. */
    synchronized void accepted(OperationRecord accepted) {
        row = Optional.of(accepted);
    }

    @Override
    public synchronized boolean event(Transcript.Event event, long offset) {
        switch (event) {
            case Transcript.Event.Started(_, String workerId) -> started(workerId);
            case Transcript.Event.Finished(FinishBody body) -> finished(body, offset);
            case Transcript.Event.Counted(var body) -> finished(Operations.counted(body.getTotalTokens()), offset);
            case Transcript.Event.Tokens(TokensBody body) -> tokens(body);
            case Transcript.Event.Ignored _ -> { }
        }
        return true;
    }

    @Override
    public void failed(GemstreamException failure) {
        onEnd.accept(Optional.of(failure));
    }

    private void started(String workerId) {
        attempts++;
        row = row.map(known -> known.toBuilder()
                .setState(State.RUNNING)
                .setStartedMs(known.getStartedMs() == 0 ? nowMs.getAsLong() : known.getStartedMs())
                .setAttempts(attempts)
                .setWorkerId(workerId)
                .build());
        row.ifPresent(rows);
    }

    private void tokens(TokensBody body) {
        if (body.getIdsCount() == 0) {
            return;
        }
        long nowNs = System.nanoTime();
        row.ifPresent(known -> {
            if (body.getIndex() == 0) {
                metrics.firstToken(known.getModel(), nowMs.getAsLong() - known.getCreatedMs());
            } else if (lastTokenNs.isPresent()) {
                metrics.laterToken(known.getModel(), nowNs - lastTokenNs.getAsLong());
            }
        });
        lastTokenNs = OptionalLong.of(nowNs);
    }

    private void finished(FinishBody body, long offset) {
        row.ifPresent(known -> metrics.ended(known, body, nowMs.getAsLong() - known.getCreatedMs()));
        row.map(known -> Operations.ended(known, body, attempts, nowMs.getAsLong(), offset + 1)).ifPresent(rows);
        onEnd.accept(Optional.empty());
    }
}
