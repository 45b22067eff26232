package io.gemstream.service.cluster;

import java.util.List;

/**
 * What a process needs of the cluster.
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
