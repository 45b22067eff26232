package io.gemstream.tokenizer.dispatch;

import java.util.LinkedHashSet;

/** The requests that were cancelled lately: a prompt may be read after its cancellation. Not thread-safe. */
final class CancelledRequests {

    private static final int REMEMBERED = 10_000;

    private final LinkedHashSet<String> ids = new LinkedHashSet<>();

    void add(String id) {
        ids.addLast(id);
        if (ids.size() > REMEMBERED) {
            ids.removeFirst();
        }
    }

    boolean contains(String id) {
        return ids.contains(id);
    }
}
