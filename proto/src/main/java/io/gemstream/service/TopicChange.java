package io.gemstream.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What happened to a topic since it was looked at last. */
public sealed interface TopicChange {

    /** The topic's name. */
    String topic();

    /** It is not there now; readers of it should rest. It may come back as it was. */
    record Gone(String topic) implements TopicChange {}

    /** Another topic has its name now: every offset and every record that is known of it is void. */
    record Remade(String topic) implements TopicChange {}

    /** It has another number of partitions. */
    record Resized(String topic, int partitions) implements TopicChange {}

    /**
     * What is different.
     *
     * @param known topics as they were seen last, also those that have gone meanwhile
     * @param gone of these, the ones whose absence was told already
     * @param now topics as they are
     */
    static List<TopicChange> between(Map<String, FoundTopic> known, Set<String> gone, Map<String, FoundTopic> now) {
        List<TopicChange> changes = new ArrayList<>();
        known.forEach((name, before) -> {
            FoundTopic found = now.get(name);
            if (found == null) {
                if (!gone.contains(name)) {
                    changes.add(new Gone(name));
                }
            } else if (!found.id().equals(before.id())) {
                changes.add(new Remade(name));
            } else if (found.partitions() != before.partitions()) {
                changes.add(new Resized(name, found.partitions()));
            }
        });
        return changes;
    }
}
