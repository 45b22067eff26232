package io.gemstream.service.cluster;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic that a process uses, with the rights that the process needs there.
 *
 * @param topic how it is made where it does not exist
 * @param rights READ, WRITE, both, or none where it is only made for others
 */
public record TopicNeed(TopicSpec topic, Set<AclOperation> rights) {

    public TopicNeed {
        rights = Set.copyOf(rights);
    }

    public TopicNeed(TopicSpec topic, AclOperation... rights) {
        this(topic, Set.of(rights));
    }

    /** The same rights on several topics. */
    public static List<TopicNeed> each(List<TopicSpec> topics, AclOperation... rights) {
        return topics.stream().map(topic -> new TopicNeed(topic, rights)).toList();
    }

    String name() {
        return topic.name();
    }
}
