package io.gemstream.gateway.operation;

import io.gemstream.gateway.admission.Capacity;
import io.gemstream.gateway.admission.ModelWorkload;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RequestClaim;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.proto.v1.SamplingOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rows of gemstream.operations, newest first; {@link RequestClaim} says which of an id's rows count. Those that have
 * ended go when they are in the history, so memory is bounded by what runs; beyond that, rows go with age and number.
 * Thread-safe.
 */
public final class OperationIndex {

    /**
     * A row's place in lists.
     *
     * @param createdMs milliseconds since 1970
     */
    public record Place(long createdMs, String requestId) implements Comparable<Place> {

        private static final Comparator<Place> NEWEST_FIRST =
                Comparator.comparingLong(Place::createdMs).reversed().thenComparing(Place::requestId);

        static Place of(OperationRecord row) {
            return new Place(row.getCreatedMs(), row.getRequestId());
        }

        @Override
        public int compareTo(Place other) {
            return NEWEST_FIRST.compare(this, other);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(OperationIndex.class);

    private final int most;
    private final long retentionMs;
    private final LongSupplier nowMs;
    private final Map<String, OperationRecord> rows = new HashMap<>();
    /** Of the rows those that are asked for again and again, so that the asking costs nothing for what has ended. */
    private final Map<String, OperationRecord> open = new LinkedHashMap<>();
    private final Map<String, OperationRecord> unanswered = new LinkedHashMap<>();
    /** When each row was seen first that nobody works on any more. */
    private final Map<String, Long> settled = new LinkedHashMap<>();
    private final TreeMap<Place, String> order = new TreeMap<>();
    private final Map<String, ModelLoad> loads = new HashMap<>();
    private final Map<String, List<CompletableFuture<OperationRecord>>> awaited = new HashMap<>();
    private final LinkedHashSet<String> deleted = new LinkedHashSet<>();
    /** Each is said once. */
    private boolean overfull;
    private boolean outdated;
    private volatile boolean loaded;

    /**
     * @param most rows kept
     * @param retention how long a row is kept after its creation
     * @param nowMs milliseconds since 1970
     */
    public OperationIndex(int most, Duration retention, LongSupplier nowMs) {
        this.most = most;
        this.retentionMs = retention.toMillis();
        this.nowMs = nowMs;
    }

    /** Says that the topic was read to its end once. */
    public void markLoaded() {
        loaded = true;
    }

    /** Whether the topic was read to its end once; before, nothing can be said about a key. */
    public boolean loaded() {
        return loaded;
    }

    /** @throws GemstreamException BROKER_UNAVAILABLE before the topic was read */
    public void requireLoaded() {
        if (!loaded) {
            throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                    "gemstream.operations has not been read yet: no answer from Kafka since the start");
        }
    }

    /** The topic was made anew, and is yet to be read. */
    public synchronized void clear() {
        loaded = false;
        rows.clear();
        open.clear();
        unanswered.clear();
        settled.clear();
        order.clear();
        loads.clear();
        deleted.clear();
    }

    /** Takes a row of the topic, in the topic's order. */
    public synchronized void put(OperationRecord row) {
        // What comes late of a generation that was taken back, or is in the history; not an answer that is asked for again.
        if (row.getStateValue() > State.QUEUED_VALUE && row.getReplyAskedMs() == 0 && deleted.contains(row.getRequestId())) {
            return;
        }
        deleted.remove(row.getRequestId());
        forgetAged();
        OperationRecord known = rows.get(row.getRequestId());
        if (known == null) {
            if (row.getCreatedMs() < nowMs.getAsLong() - retentionMs) {
                tellIfOpen(row);
                return;
            }
            order.put(Place.of(row), row.getRequestId());
            store(row);
            shrink();
        } else if (follows(known, row)) {
            // The creation of the first row is the place in the order.
            store(row.toBuilder().setCreatedMs(known.getCreatedMs()).build());
        }
        List<CompletableFuture<OperationRecord>> waiting = awaited.remove(row.getRequestId());
        if (waiting != null) {
            OperationRecord first = rows.getOrDefault(row.getRequestId(), row);
            waiting.forEach(each -> each.completeAsync(() -> first));
        }
    }

    /** Takes a tombstone. */
    public synchronized void remove(String requestId) {
        deleted.add(requestId);
        if (deleted.size() > most) {
            deleted.removeFirst();
        }
        drop(requestId).ifPresent(gone -> order.remove(Place.of(gone)));
    }

    /** Whether a row was taken back, by somebody who wants to hear no more of it. */
    public synchronized boolean deleted(String requestId) {
        return deleted.contains(requestId);
    }

    /** The row of a request. */
    public synchronized Optional<OperationRecord> get(String requestId) {
        return Optional.ofNullable(rows.get(requestId));
    }

    /**
     * The row of a request, now or when it comes; fails with {@link java.util.concurrent.TimeoutException}.
     *
     * @throws GemstreamException BROKER_UNAVAILABLE before the topic was read
     */
    public CompletionStage<OperationRecord> await(String requestId, Duration most) {
        requireLoaded();
        CompletableFuture<OperationRecord> row = new CompletableFuture<>();
        synchronized (this) {
            OperationRecord known = rows.get(requestId);
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
            awaited.computeIfAbsent(requestId, _ -> new ArrayList<>()).add(row);
        }
        return row.orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, late) -> {
                    if (late != null) {
                        forget(requestId, row);
                    }
                });
    }

    /**
     * A page of rows, newest first.
     *
     * @param after the last place of the page before
     */
    public synchronized List<OperationRecord> page(Predicate<OperationRecord> filter, Optional<Place> after, int size) {
        List<OperationRecord> page = new ArrayList<>();
        for (String requestId : after.map(place -> order.tailMap(place, false)).orElse(order).values()) {
            OperationRecord row = rows.get(requestId);
            if (filter.test(row)) {
                page.add(row);
                if (page.size() == size) {
                    break;
                }
            }
        }
        return page;
    }

    /** Rows of generations that have not ended. */
    public synchronized List<OperationRecord> open() {
        return List.copyOf(open.values());
    }

    /** Rows whose answer is still to be written to a client's topic. */
    public synchronized List<OperationRecord> unanswered() {
        return List.copyOf(unanswered.values());
    }

    /** Rows that nobody works on any more, and that were here before that time; the first first. */
    public synchronized List<OperationRecord> settled(long seenBeforeMs) {
        return settled.entrySet().stream().takeWhile(row -> row.getValue() < seenBeforeMs)
                .map(row -> rows.get(row.getKey())).toList();
    }

    /**
     * Whether a row's answer is to wait: it goes to a topic under the key of a generation that is not answered there yet,
     * and would be taken for its end.
     */
    public synchronized boolean answeredLater(OperationRecord row) {
        OperationRecord holder = rows.get(row.getReplyKey());
        return holder != null && ReplyRows.pending(holder) && holder.getReplyTo().equals(row.getReplyTo());
    }

    /** Generations of a model that are at work or wait for a slot. */
    public synchronized int generations(String model) {
        ModelLoad load = loads.get(model);
        return load == null ? 0 : load.generations();
    }

    /** The work that the open generations of a model mean for its workers. */
    public synchronized ModelWorkload workload(String model, Capacity workers) {
        ModelLoad load = loads.get(model);
        return load == null ? ModelWorkload.NONE : load.workload(nowMs.getAsLong(), workers);
    }

    /** Tokens that a request to a model is expected to generate, as far as those that ended lately teach. */
    public synchronized double expectedTokens(String model, SamplingOptions sampling, Capacity workers) {
        return loads.getOrDefault(model, new ModelLoad()).expected(sampling, workers);
    }

    private void store(OperationRecord row) {
        OperationRecord before = rows.put(row.getRequestId(), row);
        keepIf(row.getState() != State.ENDED, open, row);
        keepIf(ReplyRows.pending(row), unanswered, row);
        if (isDone(row)) {
            settled.putIfAbsent(row.getRequestId(), nowMs.getAsLong());
        } else {
            settled.remove(row.getRequestId());
        }
        ModelLoad load = loads.computeIfAbsent(row.getModel(), _ -> new ModelLoad());
        if (before != null) {
            load.remove(before);
        }
        load.add(row);
        // Everyone who records a generation says that it has ended.
        if (row.getState() == State.ENDED && (before == null || before.getState() != State.ENDED)) {
            load.learn(row);
        }
    }

    private static void keepIf(boolean kept, Map<String, OperationRecord> some, OperationRecord row) {
        if (kept) {
            some.put(row.getRequestId(), row);
        } else {
            some.remove(row.getRequestId());
        }
    }

    private Optional<OperationRecord> drop(String requestId) {
        open.remove(requestId);
        unanswered.remove(requestId);
        settled.remove(requestId);
        Optional<OperationRecord> gone = Optional.ofNullable(rows.remove(requestId));
        gone.ifPresent(row -> loads.get(row.getModel()).remove(row));
        return gone;
    }

    private static boolean follows(OperationRecord known, OperationRecord row) {
        return RequestClaim.of(known).isFollowedBy(row) && ReplyRows.follows(known, row);
    }

    /** At the start the topic may well have rows that nobody has ended; later one is the work of a clock that is wrong. */
    private void tellIfOpen(OperationRecord row) {
        if (loaded && !outdated && row.getState() == OperationRecord.State.QUEUED) {
            outdated = true;
            LOG.warn("request {} was created at {}, before anything that is kept, and is not answered: see its writer's clock",
                    row.getRequestId(), Instant.ofEpochMilli(row.getCreatedMs()));
        }
    }

    private void forgetAged() {
        long oldest = nowMs.getAsLong() - retentionMs;
        while (!order.isEmpty() && order.lastKey().createdMs() < oldest) {
            drop(order.pollLastEntry().getValue());
        }
    }

    private void shrink() {
        if (rows.size() > most) {
            Place victim = order.descendingMap().entrySet().stream()
                    .filter(entry -> isDone(rows.get(entry.getValue())))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseGet(this::oldestOpen);
            drop(order.remove(victim));
        }
    }

    private static boolean isDone(OperationRecord row) {
        return row.getState() == OperationRecord.State.ENDED && !ReplyRows.pending(row);
    }

    private Place oldestOpen() {
        if (!overfull) {
            overfull = true;
            LOG.warn("more than {} generations are open: the oldest are forgotten, and not answered where they came from "
                    + "Kafka; raise gemstream.gateway.max-operations", most);
        }
        return order.lastKey();
    }

    private synchronized void forget(String requestId, CompletableFuture<OperationRecord> late) {
        awaited.computeIfPresent(requestId, (_, waiting) -> {
            waiting.remove(late);
            return waiting.isEmpty() ? null : waiting;
        });
    }
}
