package io.gemstream.service.cluster;

import java.util.Map;

/**
 * The name, partitions and configuration with which a topic is created.
 *
 * @param name the topic
 * @param partitions at least 1
 * @param configs topic configuration, by Kafka's names
 */
public record TopicSpec(String name, int partitions, Map<String, String> configs) {

    public TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException(name + " partitions: " + partitions + " (expected: >= 1)");
        }
        configs = Map.copyOf(configs);
    }
}
