package io.gemstream.tokenizer.placement;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Remembers which worker computed the beginning of a prompt last. It keeps the beginnings that were used last. Not
 * thread-safe.
 */
final class PrefixMemory {

    private final int most;
    private final LinkedHashMap<Long, String> workers = new LinkedHashMap<>(16, 0.75f, true);

    /** @param most beginnings kept */
    PrefixMemory(int most) {
        this.most = most;
    }

    void note(long[] chain, String worker) {
        for (long hash : chain) {
            workers.put(hash, worker);
        }
        for (int over = workers.size() - most; over > 0; over--) {
            workers.pollFirstEntry();
        }
    }

    /** The worker that has the longest known beginning of a prompt, of those that qualify. */
    Optional<String> holder(long[] chain, Predicate<String> qualifies) {
        for (int i = chain.length - 1; i >= 0; i--) {
            String worker = workers.get(chain[i]);
            if (worker != null && qualifies.test(worker)) {
                return Optional.of(worker);
            }
        }
        return Optional.empty();
    }

    int size() {
        return workers.size();
    }
}
