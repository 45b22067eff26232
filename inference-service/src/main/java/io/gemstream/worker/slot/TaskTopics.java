package io.gemstream.worker.slot;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.models.AffinityAssignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lists the topics that a worker takes tasks from now: the one that all workers of the model share, and the affinity
 * topics whose reader the worker is among those that live. Thread-safe.
 */
public final class TaskTopics {

    private final String model;
    private final String workerId;
    private final int known;
    private final Supplier<List<ModelRecord>> live;

    /**
     * @param known how many affinity topics this worker knows
     * @param live the model's workers that have given a sign of life; this one need not be among them yet
     */
    public TaskTopics(String model, String workerId, int known, Supplier<List<ModelRecord>> live) {
        this.model = model;
        this.workerId = workerId;
        this.known = known;
        this.live = live;
    }

    /** The topics, the shared one first. */
    public List<String> now() {
        Map<String, Integer> topics = new HashMap<>();
        live.get().forEach(worker -> topics.put(worker.getInstanceId(), worker.getAffinityTopics()));
        topics.put(workerId, known);
        List<String> names = new ArrayList<>();
        names.add(Topics.tasks(model));
        AffinityAssignment.among(topics).of(workerId).forEach(number -> names.add(Topics.affinity(number, model)));
        return names;
    }

    /** The topic that sets a member apart from others; empty where there is only one topic of tasks. */
    public Optional<String> apart() {
        return known > 0 ? Optional.of(Topics.unwritten(model)) : Optional.empty();
    }
}
