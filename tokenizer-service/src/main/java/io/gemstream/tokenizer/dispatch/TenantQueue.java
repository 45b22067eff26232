package io.gemstream.tokenizer.dispatch;

import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Queues the tasks of one tenant in one lane, first come, first served, and keeps the tenant's account. Not
 * thread-safe.
 */
final class TenantQueue<T> {

    /** The lane and tenant of a queue. */
    record Key(Lane lane, Tenant tenant) {}

    /**
     * A task that waits.
     *
     * @param cost tokens, at least 1
     * @param sinceMs when it came
     */
    record Waiting<T>(String id, long cost, long sinceMs, T item) {}

    private final Key key;
    private final LinkedHashMap<String, Waiting<T>> tasks = new LinkedHashMap<>();
    private long deficit;

    TenantQueue(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    void add(Waiting<T> task) {
        tasks.put(task.id(), task);
    }

    Waiting<T> head() {
        return tasks.firstEntry().getValue();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    Optional<Waiting<T>> find(String id) {
        return Optional.ofNullable(tasks.get(id));
    }

    Optional<Waiting<T>> remove(String id) {
        return Optional.ofNullable(tasks.remove(id));
    }

    /** Tokens that the account lacks. */
    long debt() {
        return Math.max(0, -deficit);
    }

    /** Puts tokens on the account, or takes them off. */
    void grant(long tokens) {
        deficit += tokens;
    }

    /** Takes the first task where the account pays for it. */
    Optional<Waiting<T>> payHead() {
        Waiting<T> head = head();
        if (head.cost() > deficit) {
            return Optional.empty();
        }
        deficit -= head.cost();
        tasks.pollFirstEntry();
        return Optional.of(head);
    }
}
