package io.gemstream.service.cluster;

import io.gemstream.proto.GemstreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * The result of one look at the cluster, which also makes the topics that are missing.
 *
 * @param topics what is there, by name
 * @param made whether topics were made just now; then the next look finds them
 * @param findings what is otherwise than it is needed
 */
public record ClusterInspection(Map<String, FoundTopic> topics, boolean made, List<ClusterFinding> findings) {

    /**
     * Looks once. Blocks.
     *
     * @throws KafkaException where the cluster cannot be reached or refuses the connection
     */
    public static ClusterInspection of(Admin admin, ClusterNeeds needs) {
        DescribedTopics described = DescribedTopics.of(admin, needs.topics());
        List<ClusterFinding> findings = new ArrayList<>();
        List<TopicNeed> missing = new ArrayList<>();
        for (TopicNeed need : needs.topics()) {
            FoundTopic found = described.found().get(need.name());
            if (found != null) {
                findings.addAll(TopicCheck.of(need, found));
            } else if (!described.hidden().contains(need.name())) {
                missing.add(need);
            } else if (!need.rights().isEmpty()) {
                findings.add(TopicCheck.hidden(need));
            }
        }
        boolean made = TopicCreation.make(admin, missing, needs.replicationFactor(), findings);
        GroupCheck.of(admin, needs.groups(), findings);
        return new ClusterInspection(described.found(), made, List.copyOf(findings));
    }

    /** All by which requests could get lost, as one failure. */
    public Optional<GemstreamException> failure() {
        return ClusterFinding.failure(findings);
    }
}
