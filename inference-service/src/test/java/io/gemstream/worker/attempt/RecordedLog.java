package io.gemstream.worker.attempt;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.StreamRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Headers;

/** A log in memory that acknowledges at once, but for the records it is told to lose. */
final class RecordedLog implements StreamLog {

    final List<StreamRecord> records = new CopyOnWriteArrayList<>();
    final List<LogLocation> locations = new CopyOnWriteArrayList<>();
    final List<DeadLetterRecord> letters = new CopyOnWriteArrayList<>();
    volatile Predicate<StreamRecord> lost = _ -> false;

    @Override
    public void require(LogLocation location) {
        if (location.partition().orElse(0) < 0) {
            throw new GemstreamException(ErrorReason.MALFORMED_RECORD, "log_partition: " + location.partition());
        }
    }

    @Override
    public CompletionStage<Void> append(LogLocation location, StreamRecord record, Headers trace) {
        if (lost.test(record)) {
            return CompletableFuture.failedStage(new IllegalStateException("lost"));
        }
        locations.add(location);
        records.add(record);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> setAside(String key, DeadLetterRecord letter) {
        letters.add(letter);
        return CompletableFuture.completedStage(null);
    }

    StreamRecord last() {
        return records.getLast();
    }

    List<Integer> ids() {
        return records.stream().filter(StreamRecord::hasTokens).flatMap(r -> r.getTokens().getIdsList().stream()).toList();
    }
}
