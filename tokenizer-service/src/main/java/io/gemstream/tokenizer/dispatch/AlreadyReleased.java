package io.gemstream.tokenizer.dispatch;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds out which prompts were released by the process that read them before (ADR 11). A task that waits keeps its
 * prompt's offset uncommitted, so after a crash or a rebalance all prompts behind it are read once more, and most of
 * them have become tasks. The task topics tell which: they are read from the time of the first such prompt, once there
 * is one.
 *
 * <p>Only prompts that were in their partition when it was assigned can have been read before, so one that comes later
 * costs nothing.
 *
 * <p>The task topics are read on the thread of a prompt, outside the lock that an assignment takes on the polling
 * thread: while the broker does not answer, the prompts that have to be looked up wait, and partitions come and go. No
 * prompt goes on without its answer, for it might become a second task. Thread-safe.
 */
public final class AlreadyReleased {

    /** Clocks of the processes that write prompts and tasks may differ by this much. */
    private static final long SKEW_MS = 60_000;
    /** Prompts are looked at side by side; none lags behind the newest by more. */
    private static final int SIDE_BY_SIDE = 1_000;

    private final LongFunction<Set<String>> tasksSince;
    /** Held while the task topics are read, so that prompts side by side have it done once. Before the monitor. */
    private final ReentrantLock reading = new ReentrantLock();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private Set<String> released = Set.of();
    private long releasedSinceMs = Long.MAX_VALUE;
    private long assignments;

    /**
     * @param tasksSince ids of the tasks in the topics that are as young as a time or younger; blocks until they are
     *     known
     */
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
        assignments++;
        forget();
    }

    /** Whether a prompt has become a task already. Blocks while the task topics are read. */
    public boolean released(TopicPartition partition, long offset, long timestampMs, String requestId) {
        Optional<Boolean> known = known(partition, offset, timestampMs, requestId);
        if (known.isPresent()) {
            return known.get();
        }
        reading.lock();
        try {
            known = known(partition, offset, timestampMs, requestId);
            while (known.isEmpty()) {
                long readFor = assignments();
                keep(tasksSince.apply(timestampMs - SKEW_MS), timestampMs, readFor);
                known = known(partition, offset, timestampMs, requestId);
            }
            return known.get();
        } finally {
            reading.unlock();
        }
    }

    /** Empty where the task topics must be read first. */
    private synchronized Optional<Boolean> known(
            TopicPartition partition, long offset, long timestampMs, String requestId) {
        long end = ends.getOrDefault(partition, 0L);
        if (offset >= end) {
            if (offset >= end + SIDE_BY_SIDE && ends.remove(partition) != null && ends.isEmpty()) {
                forget();
            }
            return Optional.of(false);
        }
        return timestampMs < releasedSinceMs ? Optional.empty() : Optional.of(released.contains(requestId));
    }

    private synchronized long assignments() {
        return assignments;
    }

    /** What was read before an assignment does not hold for it: its partitions' last owner may have released more. */
    private synchronized void keep(Set<String> tasks, long sinceMs, long readFor) {
        if (assignments == readFor) {
            released = tasks;
            releasedSinceMs = sinceMs;
        }
    }

    private void forget() {
        released = Set.of();
        releasedSinceMs = Long.MAX_VALUE;
    }
}
