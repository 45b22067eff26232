package io.gemstream.service.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic that exists, as the broker describes it.
 *
 * @param id drawn anew whenever a topic of that name is made
 * @param partitions how many
 * @param replicas copies of the partition that has the fewest
 * @param configs by Kafka's names; empty where they may not be read
 * @param rights what this process may do there; empty where the broker does not tell
 */
public record FoundTopic(Uuid id, int partitions, int replicas, Map<String, String> configs,
        Optional<Set<AclOperation>> rights) {

    public FoundTopic {
        configs = Map.copyOf(configs);
        rights = rights.map(Set::copyOf);
    }
}
