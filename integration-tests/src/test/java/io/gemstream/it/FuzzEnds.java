package io.gemstream.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What has ended, in the order in which it was seen, and who waits for it. Keeps the latest only. Thread-safe. */
final class FuzzEnds {

    private static final int LATEST = 400_000;

    private final Map<String, Long> seen = new FuzzLatest<>(LATEST);
    private final Map<String, List<CompletableFuture<Void>>> waiting = new HashMap<>();
    private long count;

    static String answer(String requestId) {
        return "answer " + requestId;
    }

    static String log(String requestId) {
        return "log " + requestId;
    }

    static String deleted(String requestId) {
        return "deleted " + requestId;
    }

    static String deadLetter(String topic, int partition, long offset) {
        return "dead letter " + topic + "-" + partition + "@" + offset;
    }

    /** How many ends have been seen: those that come from now on have higher numbers. */
    synchronized long count() {
        return count;
    }

    void add(String end) {
        List<CompletableFuture<Void>> told;
        synchronized (this) {
            seen.remove(end);
            seen.put(end, ++count);
            told = List.copyOf(waiting.getOrDefault(end, List.of()));
        }
        told.forEach(one -> one.complete(null));
    }

    /** The number of an end; empty if it has not been seen. */
    synchronized Optional<Long> number(String end) {
        return Optional.ofNullable(seen.get(end));
    }

    /**
     * Waits for one of some ends.
     *
     * @param ends each with the number that it must be above
     * @return whether it came in time
     */
    boolean await(Map<String, Long> ends, Duration limit) throws InterruptedException {
        CompletableFuture<Void> one = new CompletableFuture<>();
        synchronized (this) {
            if (ends.entrySet().stream().anyMatch(end -> seen.getOrDefault(end.getKey(), -1L) > end.getValue())) {
                return true;
            }
            ends.keySet().forEach(end -> waiting.computeIfAbsent(end, _ -> new ArrayList<>()).add(one));
        }
        try {
            one.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        } finally {
            synchronized (this) {
                ends.keySet().forEach(end -> waiting.computeIfPresent(end, (_, all) -> {
                    all.remove(one);
                    return all.isEmpty() ? null : all;
                }));
            }
        }
    }
}
