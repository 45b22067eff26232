package io.gemstream.tokenizer.placement;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * The tasks of one model: those that this process has written and that nobody has begun, by topic, and those that run,
 * by worker. What nobody reports on is forgotten in time, so that a lost report does no lasting harm. Not thread-safe.
 */
final class Workload {

    /** Long for a task to wait; prompts that came from no gateway may have no rows at all. */
    private static final long LONGEST_WAIT_MS = 60_000;
    private static final long LONGEST_RUN_MS = 600_000;

    /**
     * A task that waits.
     *
     * @param topic empty for the shared topic
     * @param chain the beginnings of its prompt
     */
    record Waiting(OptionalInt topic, long[] chain, long sinceMs) {}

    private record Running(String worker, long sinceMs) {}

    private final LongSupplier nowMs;
    private final LinkedHashMap<String, Waiting> waiting = new LinkedHashMap<>();
    private final Map<OptionalInt, Integer> waitingByTopic = new HashMap<>();
    private final LinkedHashMap<String, Running> running = new LinkedHashMap<>();
    private final Map<String, Integer> runningByWorker = new HashMap<>();

    /** @param nowMs milliseconds since 1970 */
    Workload(LongSupplier nowMs) {
        this.nowMs = nowMs;
    }

    void written(String requestId, OptionalInt topic, long[] chain) {
        forget();
        left(requestId);
        waiting.put(requestId, new Waiting(topic, chain, nowMs.getAsLong()));
        waitingByTopic.merge(topic, 1, Integer::sum);
    }

    /**
     * A worker has begun.
     *
     * @return the task, where this process had written it and it was waiting
     */
    Optional<Waiting> started(String requestId, String worker, long startedMs) {
        forget();
        done(requestId);
        if (nowMs.getAsLong() - startedMs < LONGEST_RUN_MS) {
            running.put(requestId, new Running(worker, nowMs.getAsLong()));
            runningByWorker.merge(worker, 1, Integer::sum);
        }
        return left(requestId);
    }

    void ended(String requestId) {
        left(requestId);
        done(requestId);
    }

    int waiting() {
        return waiting.size();
    }

    /** Tasks that wait in a topic; in the shared one where it is empty. */
    int waiting(OptionalInt topic) {
        return waitingByTopic.getOrDefault(topic, 0);
    }

    int running(String worker) {
        return runningByWorker.getOrDefault(worker, 0);
    }

    private Optional<Waiting> left(String requestId) {
        Optional<Waiting> task = Optional.ofNullable(waiting.remove(requestId));
        task.ifPresent(gone -> waitingByTopic.merge(gone.topic(), -1, Integer::sum));
        return task;
    }

    private void done(String requestId) {
        Running gone = running.remove(requestId);
        if (gone != null) {
            runningByWorker.computeIfPresent(gone.worker(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private void forget() {
        long now = nowMs.getAsLong();
        while (!waiting.isEmpty() && now - waiting.firstEntry().getValue().sinceMs() >= LONGEST_WAIT_MS) {
            left(waiting.firstEntry().getKey());
        }
        while (!running.isEmpty() && now - running.firstEntry().getValue().sinceMs() >= LONGEST_RUN_MS) {
            done(running.firstEntry().getKey());
        }
    }
}
