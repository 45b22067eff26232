package io.gemstream.tokenizer.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Follows the tasks of one model from their release to their end, by the rows of gemstream.operations.
 *
 * <pre>
 *   waiting   released here, lies in its topic     until a row says it has begun or ended, or it is taken to have begun
 *   running   begun, whoever released it           until a row says it has ended, or for ten minutes
 *   kept      released here, to do it once more    until a row says it has begun or ended, or there are too many
 * </pre>
 *
 * A tombstone takes a task out of all three: nobody writes rows of a request that was deleted.
 *
 * <p>As few tasks wait as keep every slot busy, because the order of those in a topic is fixed: they are the window
 * (ADR 11). A row may be lost, so a task is also taken to have begun when one that was released to its topic after it
 * has, since a topic is handed out in order; when slots are free and it has had time to reach one; and in the end with
 * age. At worst a few tasks too many lie in the topics; never do tasks wait for a row that does not come.
 *
 * <p>What is kept goes by rows alone: a topic that is deleted takes the tasks in it with it, and their prompts are not
 * read again (ADR 26). Pure but for its own state; not thread-safe.
 *
 * @param <T> what is kept of a task
 */
public final class InFlightTasks<T> {

    /** What may lie in the topics while no worker is known. */
    private static final int UNKNOWN = 2;
    /** From the release to the row takes milliseconds where a slot is free. */
    private static final long FREE_SLOT_MS = 2_000;
    /** Long for a task to wait; prompts that came from no gateway may have no rows at all. */
    private static final long LONGEST_WAIT_MS = 60_000;
    private static final long LONGEST_RUN_MS = 600_000;

    private record Waiting(String topic, long sinceMs) {}

    private record Running(String worker, long sinceMs) {}

    private record Kept<T>(T task, String topic, int weight) {}

    private final long mostKept;
    private final LongSupplier nowMs;
    private final LinkedHashMap<String, Waiting> waiting = new LinkedHashMap<>();
    private final Map<String, Integer> waitingByTopic = new HashMap<>();
    private final Map<String, Running> running = new HashMap<>();
    private final Map<String, Integer> runningByWorker = new HashMap<>();
    private final LinkedHashMap<String, Kept<T>> kept = new LinkedHashMap<>();
    private long weightKept;
    private int slots;
    private int size = UNKNOWN;
    private boolean closed;

    /**
     * @param mostKept weight of the tasks that are kept; above it the oldest are forgotten
     * @param nowMs milliseconds since 1970
     */
    public InFlightTasks(long mostKept, LongSupplier nowMs) {
        this.mostKept = mostKept;
        this.nowMs = nowMs;
    }

    /**
     * Takes what is known of the model's processes.
     *
     * @param slots of all live workers
     * @param dispatchers live tokenizer processes, which share the window
     */
    public void capacity(int slots, int dispatchers) {
        this.slots = slots;
        closed &= slots == 0;
        this.size = closed ? 0 : slots == 0 ? UNKNOWN : Math.max(1, Math.ceilDiv(slots, Math.max(1, dispatchers)));
    }

    /** Whether one more may be released. */
    public boolean hasRoom() {
        return waiting.size() < size;
    }

    /** Takes a task that is released now. */
    public void released(String id, String topic, T task, int weight) {
        forget(id);
        waiting.put(id, new Waiting(topic, nowMs.getAsLong()));
        count(waitingByTopic, topic, 1);
        kept.put(id, new Kept<>(task, topic, weight));
        weightKept += weight;
        while (weightKept > mostKept) {
            drop(kept.firstEntry().getKey());
        }
    }

    /**
     * A worker has begun, perhaps in place of another.
     *
     * @param sinceMs when it has, by this process' clock as far as that is known
     * @return the task, where it is kept
     */
    public Optional<T> began(String id, String worker, long sinceMs) {
        stop(id);
        if (nowMs.getAsLong() - sinceMs < LONGEST_RUN_MS) {
            running.put(id, new Running(worker, sinceMs));
            count(runningByWorker, worker, 1);
        }
        leaveWithEarlier(id);
        return drop(id);
    }

    /** Forgets a task: it has ended, was deleted, or was not released after all. */
    public void forget(String id) {
        leave(id);
        stop(id);
        drop(id);
    }

    /** Forgets what runs: the topic of the rows was made anew. */
    public void forgetRunning() {
        running.clear();
        runningByWorker.clear();
    }

    /**
     * Takes out the tasks that are kept of those released to a topic: they were lost with it. Nothing may be released
     * before a worker says that it lives: its group starts at the beginning of the new topic only when it has said so.
     *
     * @return in the order in which they were released
     */
    public List<T> lost(String topic) {
        closed = true;
        capacity(0, 1);
        idsOf(waiting, task -> task.topic().equals(topic)).forEach(this::leave);
        return idsOf(kept, task -> task.topic().equals(topic)).stream().flatMap(id -> drop(id).stream()).toList();
    }

    /** Lets go what nobody has reported on for too long. */
    public void expire() {
        long now = nowMs.getAsLong();
        idsOf(running, task -> now - task.sinceMs() >= LONGEST_RUN_MS).forEach(this::stop);
        long patience = running.size() < slots ? FREE_SLOT_MS : LONGEST_WAIT_MS;
        idsOf(waiting, task -> now - task.sinceMs() >= patience).forEach(this::leave);
    }

    /** Whether a task is in the window. */
    public boolean waits(String id) {
        return waiting.containsKey(id);
    }

    /** Whether a task was released from here and no row says that it has begun. */
    public boolean keeps(String id) {
        return kept.containsKey(id);
    }

    /** Tasks that wait in the model's topics. */
    public int waiting() {
        return waiting.size();
    }

    /** Tasks that wait in a topic. */
    int waiting(String topic) {
        return waitingByTopic.getOrDefault(topic, 0);
    }

    /** Tasks that a worker runs. */
    int running(String worker) {
        return runningByWorker.getOrDefault(worker, 0);
    }

    /** It has begun, and so have those that were released to its topic before it. */
    private void leaveWithEarlier(String id) {
        Optional<String> topic = Optional.ofNullable(waiting.get(id)).map(Waiting::topic);
        if (topic.isPresent()) {
            List<String> inOrder = idsOf(waiting, task -> task.topic().equals(topic.get()));
            inOrder.subList(0, inOrder.indexOf(id) + 1).forEach(this::leave);
        }
    }

    private void leave(String id) {
        Optional.ofNullable(waiting.remove(id)).ifPresent(gone -> count(waitingByTopic, gone.topic(), -1));
    }

    private void stop(String id) {
        Optional.ofNullable(running.remove(id)).ifPresent(gone -> count(runningByWorker, gone.worker(), -1));
    }

    private Optional<T> drop(String id) {
        Optional<Kept<T>> gone = Optional.ofNullable(kept.remove(id));
        gone.ifPresent(task -> weightKept -= task.weight());
        return gone.map(Kept::task);
    }

    private static <V> List<String> idsOf(Map<String, V> tasks, Predicate<V> which) {
        List<String> ids = new ArrayList<>();
        tasks.forEach((id, task) -> {
            if (which.test(task)) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** Keys of which there are none are left out, so that the map does not grow with the workers that ever were. */
    private static void count(Map<String, Integer> counts, String key, int more) {
        counts.merge(key, more, (before, change) -> before + change == 0 ? null : before + change);
    }
}
