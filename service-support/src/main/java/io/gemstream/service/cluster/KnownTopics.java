package io.gemstream.service.cluster;

import io.gemstream.service.kafka.TopicChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Remembers the topics as they were seen last, and finds what has changed. Written by one thread, read by any. */
final class KnownTopics {

    /** Also those that have gone meanwhile. */
    private final Map<String, FoundTopic> known = new HashMap<>();
    /** Those of them whose absence was told. */
    private final Set<String> gone = new HashSet<>();
    private volatile Map<String, FoundTopic> now = Map.of();

    /** Takes what was seen; gives what is different from before. */
    List<TopicChange> see(Map<String, FoundTopic> seen) {
        List<TopicChange> changes = changes(seen);
        known.putAll(seen);
        now = Map.copyOf(seen);
        gone.clear();
        known.keySet().stream().filter(name -> !seen.containsKey(name)).forEach(gone::add);
        return changes;
    }

    private List<TopicChange> changes(Map<String, FoundTopic> seen) {
        List<TopicChange> changes = new ArrayList<>();
        known.forEach((name, before) -> {
            FoundTopic found = seen.get(name);
            if (found == null) {
                if (!gone.contains(name)) {
                    changes.add(new TopicChange.Gone(name));
                }
            } else if (!found.id().equals(before.id())) {
                changes.add(new TopicChange.Remade(name));
            } else if (found.partitions() != before.partitions()) {
                changes.add(new TopicChange.Resized(name, found.partitions()));
            }
        });
        return changes;
    }

    /** Partitions of a topic; empty where it was not there. */
    OptionalInt partitions(String topic) {
        FoundTopic found = now.get(topic);
        return found == null ? OptionalInt.empty() : OptionalInt.of(found.partitions());
    }
}
