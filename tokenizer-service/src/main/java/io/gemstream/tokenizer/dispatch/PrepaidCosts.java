package io.gemstream.tokenizer.dispatch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers the tokens that released tasks have paid in advance, until it is known how many they take. Not thread-safe.
 */
final class PrepaidCosts {

    /** More than are at work at once; a row that is lost leaves one here. */
    private static final int REMEMBERED = 10_000;

    /** A payment in advance: the queue that paid, and its tokens. */
    record Advance(TenantQueue.Key payer, long tokens) {}

    private final Map<String, Advance> paid = new LinkedHashMap<>();

    void add(String id, TenantQueue.Key payer, long tokens) {
        paid.put(id, new Advance(payer, tokens));
        if (paid.size() > REMEMBERED) {
            paid.remove(paid.keySet().iterator().next());
        }
    }

    /** Takes out what a task has paid; empty for one that went elsewhere, or has been charged. */
    Optional<Advance> remove(String id) {
        return Optional.ofNullable(paid.remove(id));
    }
}
