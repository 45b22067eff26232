package io.gemstream.benchmarks.day;

import io.gemstream.proto.Lane;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** What is under way, as the clients know it. Thread-safe. */
final class Waiting {

    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicLong tokens = new AtomicLong();
    private final Map<Lane, AtomicIntegerArray> waiting = new EnumMap<>(Lane.class);

    Waiting() {
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new AtomicIntegerArray(Party.ALL.size()));
        }
    }

    void accepted(Asked asked) {
        waiting.get(asked.lane()).incrementAndGet(asked.party());
    }

    void begun(Asked asked) {
        waiting.get(asked.lane()).decrementAndGet(asked.party());
        running.incrementAndGet();
    }

    /** @param hadBegun whether it had a token */
    void ended(Asked asked, boolean hadBegun) {
        if (hadBegun) {
            running.decrementAndGet();
        } else {
            waiting.get(asked.lane()).decrementAndGet(asked.party());
        }
        ended.incrementAndGet();
    }

    void refused() {
        refused.incrementAndGet();
    }

    void tokens(int count) {
        tokens.addAndGet(count);
    }

    /** Requests that were accepted and have no token, by party. */
    int[] of(Lane lane) {
        int[] copy = new int[Party.ALL.size()];
        for (int party = 0; party < copy.length; party++) {
            copy[party] = waiting.get(lane).get(party);
        }
        return copy;
    }

    int running() {
        return running.get();
    }

    /** How often a gateway refused one. */
    int refusals() {
        return refused.get();
    }

    int ended() {
        return ended.get();
    }

    long tokens() {
        return tokens.get();
    }
}
