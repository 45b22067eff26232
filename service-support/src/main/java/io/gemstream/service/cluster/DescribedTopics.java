package io.gemstream.service.cluster;

import io.gemstream.service.kafka.KafkaFutures;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics that a process needs, as the broker describes them to it.
 *
 * @param found those that exist, by name
 * @param hidden those that it may not see; whether they exist is not told
 */
record DescribedTopics(Map<String, FoundTopic> found, Set<String> hidden) {

    static DescribedTopics of(Admin admin, List<TopicNeed> needs) {
        Map<String, TopicDescription> described = new HashMap<>();
        Set<String> hidden = new HashSet<>();
        admin.describeTopics(needs.stream().map(TopicNeed::name).toList(),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .forEach((name, answer) -> {
                    try {
                        described.put(name, KafkaFutures.await(answer));
                    } catch (TopicAuthorizationException refused) {
                        hidden.add(name);
                    } catch (UnknownTopicOrPartitionException missing) {
                        // In neither.
                    }
                });
        Map<String, Map<String, String>> configs = configs(admin, described.keySet());
        return new DescribedTopics(described.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                topic -> found(topic.getValue(), configs.getOrDefault(topic.getKey(), Map.of())))), hidden);
    }

    private static FoundTopic found(TopicDescription topic, Map<String, String> configs) {
        int replicas = topic.partitions().stream().mapToInt(partition -> partition.replicas().size()).min().orElse(0);
        return new FoundTopic(topic.topicId(), topic.partitions().size(), replicas, configs,
                Optional.ofNullable(topic.authorizedOperations()));
    }

    /** To read them takes a right of its own; without it topics are taken as they are. */
    private static Map<String, Map<String, String>> configs(Admin admin, Collection<String> topics) {
        Map<String, Map<String, String>> configs = new HashMap<>();
        admin.describeConfigs(topics.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList())
                .values()
                .forEach((topic, answer) -> {
                    try {
                        configs.put(topic.name(), values(KafkaFutures.await(answer)));
                    } catch (AuthorizationException | UnknownTopicOrPartitionException unknown) {
                        // Not ours to see, or gone meanwhile.
                    }
                });
        return configs;
    }

    private static Map<String, String> values(Config config) {
        return config.entries().stream().filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    }
}
