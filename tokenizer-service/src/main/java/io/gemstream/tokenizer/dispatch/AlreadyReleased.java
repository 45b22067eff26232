package io.gemstream.tokenizer.dispatch;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out which prompts were released by the process that read them before (ADR 11). A task that waits keeps its
 * prompt's offset uncommitted, so after a crash or a rebalance all prompts behind it are read once more, and most of
 * them have become tasks. The task topics tell which: they are read from the time of the first such prompt, once there
 * is one.
 *
 * <p>Only prompts that were in their partition when it was assigned can have been read before, so one that comes later
 * costs nothing. Thread-safe.
 */
public final class AlreadyReleased {

    /** Clocks of the processes that write prompts and tasks may differ by this much. */
    private static final long SKEW_MS = 60_000;
    /** Prompts are looked at side by side; none lags behind the newest by more. */
    private static final int SIDE_BY_SIDE = 1_000;

    private final LongFunction<Set<String>> tasksSince;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private Set<String> released = Set.of();
    private long releasedSinceMs = Long.MAX_VALUE;

    /** @param tasksSince ids of the tasks in the topics that are as young as a time or younger; may block */
    public AlreadyReleased(LongFunction<Set<String>> tasksSince) {
        this.tasksSince = tasksSince;
    }

    /**
     * Takes partitions that are read from here on.
     *
     * @param assigned their end offsets now
     */
    public synchronized void assigned(Map<TopicPartition, Long> assigned) {
        ends.putAll(assigned);
        forget();
    }

    /** Whether a prompt has become a task already. Blocks while the task topics are read. */
    public synchronized boolean released(TopicPartition partition, long offset, long timestampMs, String requestId) {
        long end = ends.getOrDefault(partition, 0L);
        if (offset >= end) {
            if (offset >= end + SIDE_BY_SIDE && ends.remove(partition) != null && ends.isEmpty()) {
                forget();
            }
            return false;
        }
        if (timestampMs < releasedSinceMs) {
            released = tasksSince.apply(timestampMs - SKEW_MS);
            releasedSinceMs = timestampMs;
        }
        return released.contains(requestId);
    }

    private void forget() {
        released = Set.of();
        releasedSinceMs = Long.MAX_VALUE;
    }
}
