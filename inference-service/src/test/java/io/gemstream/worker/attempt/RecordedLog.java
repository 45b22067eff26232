package io.gemstream.worker.attempt;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.StartBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/** A log in memory that acknowledges at once, but for the records it is told to lose. */
final class RecordedLog implements StreamLog {

    final List<StreamRecord> records = new CopyOnWriteArrayList<>();
    final List<LogLocation> locations = new CopyOnWriteArrayList<>();
    final List<DeadLetterRecord> letters = new CopyOnWriteArrayList<>();
    final List<ConsumerRecord<String, byte[]>> renewed = new CopyOnWriteArrayList<>();
    volatile Predicate<StreamRecord> lost = _ -> false;
    volatile boolean losesTasks;

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

    @Override
    public CompletionStage<Void> renew(ConsumerRecord<String, byte[]> task) {
        renewed.add(task);
        return losesTasks
                ? CompletableFuture.failedStage(new IllegalStateException("lost")) : CompletableFuture.completedStage(null);
    }

    /** What a reader makes of it up to a record, and of tokens that were there before. */
    ResumePoint resumePoint(LogMark mark, List<Integer> before) {
        ResumePoint.Fold fold = new ResumePoint.Fold(mark);
        StreamRecord.Builder earlier = StreamRecord.newBuilder().setAttemptId("earlier");
        fold.accept(earlier.setStart(StartBody.getDefaultInstance()).build());
        fold.accept(earlier.setTokens(TokensBody.newBuilder().addAllIds(before)).build());
        for (StreamRecord record : records) {
            if (fold.accept(record)) {
                return fold.result();
            }
        }
        throw new IllegalStateException(mark + " was not written");
    }

    StreamRecord last() {
        return records.getLast();
    }

    List<Integer> ids() {
        return records.stream().filter(StreamRecord::hasTokens).flatMap(r -> r.getTokens().getIdsList().stream()).toList();
    }
}
