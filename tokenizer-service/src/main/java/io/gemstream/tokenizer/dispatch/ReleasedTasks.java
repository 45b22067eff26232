package io.gemstream.tokenizer.dispatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The tasks that were released and have not begun, as far as rows say: a topic that is deleted takes them with it, and
 * their prompts are not read again. Above a weight the oldest are forgotten. Not thread-safe.
 */
final class ReleasedTasks {

    private record Released(HeldTask task, String topic) {}

    private final long most;
    private final LinkedHashMap<String, Released> tasks = new LinkedHashMap<>();
    private long weight;

    /** @param most weight that is kept, in token ids */
    ReleasedTasks(long most) {
        this.most = most;
    }

    void add(HeldTask task, String topic) {
        remove(task.id());
        tasks.put(task.id(), new Released(task, topic));
        weight += task.weight();
        while (weight > most) {
            remove(tasks.firstEntry().getKey());
        }
    }

    void remove(String id) {
        Released removed = tasks.remove(id);
        if (removed != null) {
            weight -= removed.task().weight();
        }
    }

    boolean contains(String id) {
        return tasks.containsKey(id);
    }

    /** Takes out those that went to a topic, in the order in which they did. */
    List<HeldTask> take(String topic) {
        List<HeldTask> taken = new ArrayList<>();
        for (Released released : List.copyOf(tasks.values())) {
            if (released.topic().equals(topic)) {
                remove(released.task().id());
                taken.add(released.task());
            }
        }
        return taken;
    }
}
