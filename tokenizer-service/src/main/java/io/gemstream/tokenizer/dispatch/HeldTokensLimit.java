package io.gemstream.tokenizer.dispatch;

import io.gemstream.proto.Lane;
import java.util.EnumMap;
import java.util.Map;

/**
 * Limits the tokens of the tasks that wait here; the rest waits in Kafka. Each lane has its own limit, so that a flood
 * of batch prompts keeps no interactive prompt from being read. Thread-safe.
 */
final class HeldTokensLimit {

    private final long most;
    private final Map<Lane, Long> held = new EnumMap<>(Lane.class);

    /** @param most token ids per lane; the last prompt may go over it */
    HeldTokensLimit(long most) {
        this.most = most;
    }

    /** Blocks while a lane is full. */
    synchronized void await(Lane lane) throws InterruptedException {
        while (held.getOrDefault(lane, 0L) >= most) {
            wait();
        }
    }

    synchronized void add(Lane lane, int weight) {
        held.merge(lane, (long) weight, Long::sum);
    }

    synchronized void remove(Lane lane, int weight) {
        held.merge(lane, (long) -weight, Long::sum);
        notifyAll();
    }
}
