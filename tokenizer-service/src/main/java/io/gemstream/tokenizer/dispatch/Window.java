package io.gemstream.tokenizer.dispatch;

import io.gemstream.proto.v1.OperationRecord;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * The tasks of one model that were released and have not begun: as few as keep every slot busy, because the order of
 * those in a topic is fixed. What has begun, the rows of gemstream.operations say. Pure but for its own state; not
 * thread-safe.
 *
 * <p>A row may be lost, so a task also leaves without one: when a task that was released to its topic after it has begun,
 * since a topic is handed out in order; when slots are free and it has had time to reach one; and in the end with age. At worst
 * a few tasks too many lie in the topics; never do tasks wait for a row that does not come.
 */
final class Window {

    /** What may lie in the topics while no worker is known. */
    private static final int UNKNOWN = 2;
    /** From the release to the row takes milliseconds where a slot is free. */
    private static final long FREE_SLOT_MS = 2_000;
    private static final long LONGEST_MS = 60_000;

    private record Released(String topic, long sinceMs) {}

    private final LinkedHashMap<String, Released> released = new LinkedHashMap<>();
    private final Set<String> running = new HashSet<>();
    private int slots;
    private int size = UNKNOWN;
    private boolean lost;

    /**
     * Takes what is known of the model's processes.
     *
     * @param slots of all live workers
     * @param dispatchers live tokenizer processes, which share the window
     */
    void capacity(int slots, int dispatchers) {
        this.slots = slots;
        lost &= slots == 0;
        this.size = lost ? 0 : slots == 0 ? UNKNOWN : Math.max(1, Math.ceilDiv(slots, Math.max(1, dispatchers)));
    }

    /** Whether one more may be released. */
    boolean room() {
        return released.size() < size;
    }

    /** Whether a task is among them. */
    boolean holds(String id) {
        return released.containsKey(id);
    }

    int count() {
        return released.size();
    }

    /** Takes a task that is released now. */
    void released(String id, String topic, long nowMs) {
        released.put(id, new Released(topic, nowMs));
    }

    /** Takes back a task that was not released after all. */
    void forget(String id) {
        released.remove(id);
    }

    /**
     * Forgets all tasks: they were lost with their topics. Nothing may be released before a worker says that it lives: its
     * group starts at the beginning of the new ones only when it has said so.
     */
    void clear() {
        released.clear();
        running.clear();
        lost = true;
        capacity(0, 1);
    }

    /** Takes a row, of any tokenizer's task. */
    void row(String id, OperationRecord.State state) {
        switch (state) {
            case RUNNING -> {
                running.add(id);
                begun(id);
            }
            case ENDED -> {
                running.remove(id);
                released.remove(id);
            }
            case CLAIMED, QUEUED, STATE_UNSPECIFIED, UNRECOGNIZED -> { }
        }
    }

    /** Lets go what has waited for its row for too long. */
    void expire(long nowMs) {
        long patience = running.size() < slots ? FREE_SLOT_MS : LONGEST_MS;
        released.values().removeIf(task -> nowMs - task.sinceMs() >= patience);
    }

    /** It, and those that were released to its topic before it. */
    private void begun(String id) {
        Released begun = released.get(id);
        if (begun == null) {
            return;
        }
        for (String earlier : List.copyOf(released.keySet())) {
            if (released.get(earlier).topic().equals(begun.topic())) {
                released.remove(earlier);
            }
            if (earlier.equals(id)) {
                return;
            }
        }
    }
}
