package io.gemstream.tokenizer.placement;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.models.ServedModels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Gives each task its topic, and learns from the rows of gemstream.operations what became of it: a task that another
 * worker took than the one it was meant for makes that one the holder of its prompt's beginning. Thread-safe.
 */
public final class TaskPlacement {

    /** Some 4 million tokens of prompts; more than any worker's cache holds. */
    private static final int REMEMBERED = 65_536;

    private record State(Workload load, PrefixMemory memory) {}

    private final int topics;
    private final ServedModels models;
    private final LongSupplier nowMs;
    private final Map<String, State> byModel = new HashMap<>();

    /**
     * @param topics affinity topics that exist per model; 0 sends every task to the shared topic
     * @param nowMs milliseconds since 1970
     */
    public TaskPlacement(int topics, ServedModels models, LongSupplier nowMs) {
        this.topics = topics;
        this.models = models;
        this.nowMs = nowMs;
    }

    /** The topic of a task that is written now. */
    public String topic(TaskRecord task) {
        String model = task.getModel();
        if (topics == 0) {
            return Topics.tasks(model);
        }
        long[] chain = PrefixChain.of(task.getPromptIdsList());
        ModelWorkers modelWorkers = ModelWorkers.of(models.punctualWorkers(model), topics);
        OptionalInt topic = place(task.getRequestId(), chain, modelWorkers, model);
        return topic.isPresent() ? Topics.affinity(topic.getAsInt(), model) : Topics.tasks(model);
    }

    private synchronized OptionalInt place(String requestId, long[] chain, ModelWorkers modelWorkers, String model) {
        State state = state(model);
        OptionalInt topic = new PrefixRouter(modelWorkers, state.load(), state.memory()).route(chain);
        state.load().written(requestId, topic, chain);
        // Noted at once, so that others of a burst follow before the first has begun.
        if (topic.isPresent()) {
            modelWorkers.homes().home(topic.getAsInt()).ifPresent(home -> state.memory().note(chain, home));
        }
        return topic;
    }

    /** Takes a row of gemstream.operations, of a task of any tokenizer process. */
    public synchronized void row(OperationRecord row) {
        if (topics == 0) {
            return; // nothing is decided by it
        }
        State state = state(row.getModel());
        switch (row.getState()) {
            case RUNNING -> {
                Optional<Workload.Waiting> task =
                        state.load().started(row.getRequestId(), row.getWorkerId(), row.getStartedMs());
                task.ifPresent(begun -> state.memory().note(begun.chain(), row.getWorkerId()));
            }
            case ENDED -> state.load().ended(row.getRequestId());
            case CLAIMED, QUEUED, STATE_UNSPECIFIED, UNRECOGNIZED -> { }
        }
    }

    /** Takes a tombstone of gemstream.operations: nobody wants to hear of the request any more. */
    public synchronized void forget(String requestId) {
        byModel.values().forEach(state -> state.load().ended(requestId));
    }

    /** Forgets what waits and what runs: the topics that told were lost. */
    public synchronized void clear() {
        byModel.clear();
    }

    private State state(String model) {
        return byModel.computeIfAbsent(model, _ -> new State(new Workload(nowMs), new PrefixMemory(REMEMBERED)));
    }
}
