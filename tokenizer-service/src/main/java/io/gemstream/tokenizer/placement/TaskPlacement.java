package io.gemstream.tokenizer.placement;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.models.ServedModels;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Gives each task its topic, and learns which worker began it (ADR 18): a task that another worker took than the one it
 * was meant for makes that one the holder of its prompt's beginning. Not thread-safe.
 */
public final class TaskPlacement {

    /** Some 4 million tokens of prompts; more than any worker's cache holds. */
    private static final int REMEMBERED = 65_536;

    private final int topics;
    private final ServedModels models;
    private final Map<String, PrefixMemory> memories = new HashMap<>();

    /** @param topics affinity topics that exist per model; 0 sends every task to the shared topic */
    public TaskPlacement(int topics, ServedModels models) {
        this.topics = topics;
        this.models = models;
    }

    /**
     * The topic of a task that is released now.
     *
     * @param inFlight the tasks of its model
     */
    public String topic(TaskRecord task, InFlightTasks<?> inFlight) {
        String model = task.getModel();
        if (topics == 0) {
            return Topics.tasks(model);
        }
        long[] chain = PrefixChain.of(task.getPromptIdsList());
        ModelWorkers workers = ModelWorkers.of(models.punctualWorkers(model), topics);
        OptionalInt topic = new PrefixRouter(model, workers, inFlight, memory(model)).route(chain);
        if (topic.isEmpty()) {
            return Topics.tasks(model);
        }
        // Noted at once, so that others of a burst follow before the first has begun.
        workers.assignment().reader(topic.getAsInt()).ifPresent(worker -> memory(model).note(chain, worker));
        return Topics.affinity(topic.getAsInt(), model);
    }

    /** Takes a task that a worker has begun with. */
    public void began(TaskRecord task, String worker) {
        if (topics > 0) {
            memory(task.getModel()).note(PrefixChain.of(task.getPromptIdsList()), worker);
        }
    }

    private PrefixMemory memory(String model) {
        return memories.computeIfAbsent(model, _ -> new PrefixMemory(REMEMBERED));
    }
}
