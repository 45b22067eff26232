package io.gemstream.service.cluster;

import java.util.List;

/**
 * The topics and groups that a process needs in the cluster.
 *
 * @param topics those that it uses or makes
 * @param groups those that it reads in
 * @param replicationFactor copies of each record of a topic that is made; -1 leaves it to the broker
 */
public record ClusterNeeds(List<TopicNeed> topics, List<GroupNeed> groups, short replicationFactor) {

    public ClusterNeeds {
        topics = List.copyOf(topics);
        groups = List.copyOf(groups);
    }
}
