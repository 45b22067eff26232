package io.gemstream.worker.attempt;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * Knows which generations are cancelled, running or not. It remembers the latest cancelled ids, so that a task that is
 * taken after its cancellation never starts; an id that was pushed out by newer ones runs and nobody reads it.
 * Thread-safe.
 */
public final class Cancellations {

    private final int remembered;
    private final LinkedHashSet<String> cancelled = new LinkedHashSet<>();
    private final Map<String, Map<Object, Runnable>> running = new HashMap<>();

    /** @param remembered cancelled ids kept at most */
    public Cancellations(int remembered) {
        this.remembered = remembered;
    }

    /** Cancels a generation: its attempts here, and those yet to come. */
    public synchronized void cancel(String requestId) {
        cancelled.remove(requestId);
        cancelled.add(requestId);
        if (cancelled.size() > remembered) {
            cancelled.removeFirst();
        }
        running.getOrDefault(requestId, Map.of()).values().forEach(Runnable::run);
    }

    /**
     * Announces an attempt.
     *
     * @param cancel called at most once per cancellation; must be quick
     * @return false where the generation is cancelled already; the attempt is not registered then
     */
    synchronized boolean register(String requestId, Object attempt, Runnable cancel) {
        if (cancelled.contains(requestId)) {
            return false;
        }
        running.computeIfAbsent(requestId, _ -> new HashMap<>()).put(attempt, cancel);
        return true;
    }

    /** Forgets an attempt. */
    synchronized void unregister(String requestId, Object attempt) {
        running.computeIfPresent(requestId, (_, attempts) -> {
            attempts.remove(attempt);
            return attempts.isEmpty() ? null : attempts;
        });
    }
}
