package io.gemstream.standalone.broker;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.internals.Topic;

/**
 * The topics in which a broker keeps what its groups have read, with the configuration that Kafka gives them
 * ({@code GroupCoordinatorService.groupMetadataTopicConfigs}, {@code ShareCoordinatorService.shareGroupStateTopicConfigs}).
 * Kafka makes them when the first group asks for its coordinator, and refuses that request and those that follow soon; its
 * share coordinator then tries again after a second. Made together with ours, they are there before (ADR 20).
 */
public final class CoordinatorTopics {

    static final int PARTITIONS = 4;
    static final int SEGMENT_BYTES = 16 << 20;

    private static final short COPIES = 1;

    private CoordinatorTopics() {}

    /** Those of a broker without others. */
    public static List<NewTopic> ofLoneBroker() {
        String segment = Integer.toString(SEGMENT_BYTES);
        return List.of(
                new NewTopic(Topic.GROUP_METADATA_TOPIC_NAME, PARTITIONS, COPIES).configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.COMPRESSION_TYPE_CONFIG, "producer",
                        TopicConfig.SEGMENT_BYTES_CONFIG, segment)),
                new NewTopic(Topic.SHARE_GROUP_STATE_TOPIC_NAME, PARTITIONS, COPIES).configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.COMPRESSION_TYPE_CONFIG, "producer",
                        TopicConfig.SEGMENT_BYTES_CONFIG, segment,
                        TopicConfig.RETENTION_MS_CONFIG, "-1",
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1")));
    }
}
