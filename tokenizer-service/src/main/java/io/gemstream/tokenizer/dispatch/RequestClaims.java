package io.gemstream.tokenizer.dispatch;

import com.google.protobuf.ByteString;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.RequestClaim;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Decides whose each request id is, by the rows of gemstream.operations and the rule of {@link RequestClaim}, whichever
 * process wrote the rows (ADR 21). Ids are forgotten when their rows are, and above a number the oldest first; those that
 * have ended are looked for in the history.
 * Thread-safe.
 */
public final class RequestClaims {

    /**
     * A prompt's claim of a request id.
     *
     * @param claimId the same each time the same record is read
     * @param requestHash equal where two prompts ask for the same
     */
    public record Claim(String requestId, String claimId, ByteString requestHash) {}

    /** The standing of a claim. */
    public sealed interface Standing {

        /**
         * The id is nobody's yet.
         *
         * @param first completes with the row that takes it, on a virtual thread of its own
         */
        record Free(CompletionStage<OperationRecord> first) implements Standing {}

        /** The id is somebody's. */
        sealed interface Settled extends Standing {}

        /** The id is its own. */
        record Held() implements Settled {}

        /**
         * The id is another record's that asks for the same.
         *
         * @param begun whether a worker has begun with it
         */
        record Repeated(boolean begun) implements Settled {}

        /** The id is another request's. */
        record Lost() implements Settled {}
    }

    /**
     * A request whose prompt is written and that nobody has begun with, as far as its rows say.
     *
     * @param logPartition where its log lies
     * @param createdMs milliseconds since 1970
     */
    public record Queued(String requestId, String model, int logPartition, long createdMs) {}

    private record Known(RequestClaim holder, long createdMs, Lane lane, String model, int logPartition) {

        static Known of(OperationRecord row) {
            return new Known(
                    RequestClaim.of(row), row.getCreatedMs(), Lane.ofRow(row), row.getModel(), row.getLogPartition());
        }

        boolean queuedIn(Lane lane) {
            return holder.stateValue() == OperationRecord.State.QUEUED_VALUE && this.lane == lane;
        }

        Standing.Settled standing(Claim claim) {
            if (holder.claimId().equals(claim.claimId())) {
                return new Standing.Held();
            }
            // Rows of older versions say not what was asked for; such a prompt may be the one that is read again.
            return holder.requestHash().isEmpty() || holder.requestHash().equals(claim.requestHash())
                    ? new Standing.Repeated(holder.begun()) : new Standing.Lost();
        }
    }

    private final Function<String, Optional<OperationRecord>> history;
    private final int most;
    private final long retentionMs;
    private final LongSupplier nowMs;
    private final LinkedHashMap<String, Known> ids = new LinkedHashMap<>();
    private final Map<String, List<CompletableFuture<OperationRecord>>> awaited = new HashMap<>();
    private final CountDownLatch loading = new CountDownLatch(1);

    /**
     * @param history finds the rows of those that have ended; blocks
     * @param most ids remembered
     * @param retention how long after its creation a row counts
     * @param nowMs milliseconds since 1970
     */
    public RequestClaims(
            Function<String, Optional<OperationRecord>> history, int most, Duration retention, LongSupplier nowMs) {
        this.history = history;
        this.most = most;
        this.retentionMs = retention.toMillis();
        this.nowMs = nowMs;
    }

    /** Says that the topic was read to its end once. */
    public void markLoaded() {
        loading.countDown();
    }

    /** Takes a row, in the topic's order. */
    public synchronized void put(OperationRecord row) {
        if (!aged(row.getCreatedMs())) {
            ids.compute(row.getRequestId(), (_, known) ->
                    known == null || aged(known.createdMs()) || known.holder().isFollowedBy(row) ? Known.of(row) : known);
            if (ids.size() > most) {
                ids.pollFirstEntry();
            }
        }
        decide(row);
    }

    /** Takes a tombstone: the id is free again, or in the history. */
    public synchronized void remove(String requestId) {
        ids.remove(requestId);
    }

    /** Forgets every row: the topic was made anew. Rows that are waited for do not come, and fail their prompts. */
    public synchronized void clear() {
        ids.clear();
        GemstreamException lost = new GemstreamException(
                ErrorReason.BROKER_UNAVAILABLE, Topics.OPERATIONS + " was made anew while a prompt's row was written");
        awaited.values().forEach(waiting -> waiting.forEach(
                first -> tell(() -> first.completeExceptionally(lost))));
        awaited.clear();
    }

    /** The requests that wait in a lane, the oldest first. */
    public synchronized List<Queued> queued(Lane lane) {
        return ids.entrySet().stream().filter(id -> id.getValue().queuedIn(lane)).map(id -> new Queued(id.getKey(),
                id.getValue().model(), id.getValue().logPartition(), id.getValue().createdMs())).toList();
    }

    /** The standing of a claim now. Blocks until the topic was read to its end once, and for the history. */
    public Standing standing(Claim claim) throws InterruptedException {
        loading.await();
        if (known(claim).isEmpty()) {
            Optional<OperationRecord> ended = history.apply(claim.requestId());
            if (ended.isPresent()) {
                return standing(claim, ended.get());
            }
        }
        synchronized (this) {
            Optional<Known> known = known(claim);
            if (known.isPresent()) {
                return known.get().standing(claim);
            }
            CompletableFuture<OperationRecord> first = new CompletableFuture<>();
            awaited.computeIfAbsent(claim.requestId(), _ -> new ArrayList<>()).add(first);
            return new Standing.Free(first);
        }
    }

    private synchronized Optional<Known> known(Claim claim) {
        return Optional.ofNullable(ids.get(claim.requestId())).filter(known -> !aged(known.createdMs()));
    }

    /** The standing of a claim against the row that took its id. */
    public static Standing.Settled standing(Claim claim, OperationRecord first) {
        return Known.of(first).standing(claim);
    }

    /** Not under the lock: whoever waits goes on at once. */
    private static void tell(Runnable completion) {
        Thread.ofVirtual().name("gemstream-claim-decided").start(completion);
    }

    private void decide(OperationRecord row) {
        List<CompletableFuture<OperationRecord>> waiting = awaited.remove(row.getRequestId());
        if (waiting != null) {
            waiting.forEach(first -> first.completeAsync(() -> row, RequestClaims::tell));
        }
    }

    private boolean aged(long createdMs) {
        return createdMs < nowMs.getAsLong() - retentionMs;
    }
}
