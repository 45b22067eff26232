package io.gemstream.worker.attempt;

import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes the records of one attempt to a generation's log. A record that is lost spoils the attempt: what follows it
 * would not count for any reader. Thread-safe as its log is.
 */
final class AttemptLog {

    private final StreamLog log;
    private final LogLocation location;
    private final String attemptId;
    private final Headers trace;
    private final CompletableFuture<Void> firstLoss = new CompletableFuture<>();

    /** @param trace headers of start and finish records; a token's would only say the same again */
    AttemptLog(StreamLog log, LogLocation location, String attemptId, Headers trace) {
        this.log = log;
        this.location = location;
        this.attemptId = attemptId;
        this.trace = trace;
    }

    String attemptId() {
        return attemptId;
    }

    /** Completes exceptionally when a record was lost, and never otherwise. */
    CompletionStage<Void> firstLoss() {
        return firstLoss;
    }

    boolean spoiled() {
        return firstLoss.isDone();
    }

    CompletionStage<Void> start(StartBody body) {
        return append(record().setStart(body), trace);
    }

    CompletionStage<Void> tokens(TokensBody body) {
        return append(record().setTokens(body), new RecordHeaders());
    }

    CompletionStage<Void> finish(FinishBody body) {
        return append(record().setFinish(body), trace);
    }

    private CompletionStage<Void> append(StreamRecord.Builder record, Headers headers) {
        return log.append(location, record.build(), headers).whenComplete((_, lost) -> {
            if (lost != null) {
                firstLoss.completeExceptionally(lost);
            }
        });
    }

    private StreamRecord.Builder record() {
        return StreamRecord.newBuilder().setAttemptId(attemptId);
    }
}
