package io.gemstream.tokenizer.placement;

import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.models.AffinityAssignment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The live workers of one model, with the affinity topics that each reads.
 *
 * @param slots generations that each runs at once, by worker id
 * @param assignment which of them reads which affinity topic
 * @param topics affinity topics that may be written: those that every worker which reads any knows
 */
record ModelWorkers(Map<String, Integer> slots, AffinityAssignment assignment, int topics) {

    ModelWorkers {
        slots = Map.copyOf(slots);
    }

    /** @param configured affinity topics that this process has seen to */
    static ModelWorkers of(List<ModelRecord> live, int configured) {
        Map<String, Integer> known =
                live.stream().collect(Collectors.toMap(ModelRecord::getInstanceId, ModelRecord::getAffinityTopics));
        int topics = known.values().stream().filter(count -> count > 0).mapToInt(Integer::intValue).min().orElse(0);
        return new ModelWorkers(live.stream()
                .collect(Collectors.toMap(ModelRecord::getInstanceId, ModelRecord::getSlots)),
                AffinityAssignment.among(known), Math.min(topics, configured));
    }

    int workers() {
        return slots.size();
    }

    /** The topics to write to that a worker reads; empty where it reads none, or lives no more. */
    List<Integer> topicsOf(String worker) {
        return assignment.of(worker).stream().filter(topic -> topic < topics).toList();
    }
}
