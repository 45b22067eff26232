package io.gemstream.service.cluster;

import io.gemstream.proto.Lane;
import io.gemstream.proto.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/** Defines the layout with which each of the {@link Topics} is created. */
public final class TopicSpecs {

    /** Enough for thousands of generations a second, and few to begin a list with. */
    private static final int HISTORY_PARTITIONS = 4;
    private static final int OPERATIONS_SEGMENT_BYTES = 16 << 20;
    private static final int SEGMENTS_OF_A_LIMIT = 8;
    /** Kafka's own least (KIP-1030). */
    private static final long LEAST_SEGMENT_BYTES = 1 << 20;
    /** Kafka's default. */
    private static final long MOST_SEGMENT_BYTES = 1 << 30;

    private TopicSpecs() {}

    /**
     * The time of a prompt is the broker's. A producer may say any, and Kafka deletes by it: one of long ago could be gone
     * before it is read.
     */
    public static TopicSpec prompts(Lane lane, int partitions, Duration retention) {
        return ordered(deleted(lane.topic(), partitions, retention));
    }

    /**
     * Kafka limits the size of a partition, and deletes a segment where the others still have {@code retention.bytes}: with
     * eight segments, of which the last is beyond that, a partition has its share of the limit at most, and seven eighths of
     * it at least. What is written between two looks of the broker ({@code log.retention.check.interval.ms}) comes on top.
     *
     * @param bytes most of all partitions together; -1 sets no limit
     */
    public static TopicSpec tokens(int partitions, Duration retention, long bytes) {
        TopicSpec topic = deleted(Topics.TOKENS, partitions, retention);
        if (bytes < 0) {
            return topic;
        }
        long each = bytes / partitions;
        long segment = Math.clamp(each / SEGMENTS_OF_A_LIMIT, LEAST_SEGMENT_BYTES, MOST_SEGMENT_BYTES);
        return with(topic, Map.of(
                TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(Math.max(segment, each - segment)),
                TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(segment)));
    }

    /**
     * One partition, whatever the number of workers: a share group hands out records one by one, and its assignor
     * binds members to partitions, so with more partitions a record could wait for a busy worker while others idle.
     */
    public static TopicSpec taskTopic(String model, Duration retention) {
        return deleted(Topics.tasks(model), 1, retention);
    }

    /** One partition, as the {@link #taskTopic} has. */
    public static TopicSpec affinityTopic(int number, String model, Duration retention) {
        return deleted(Topics.affinity(number, model), 1, retention);
    }

    /** One partition of {@link Topics#unwritten}. */
    public static TopicSpec unwrittenTopic(String model, Duration retention) {
        return deleted(Topics.unwritten(model), 1, retention);
    }

    public static TopicSpec control() {
        return deleted(Topics.CONTROL, 1, Duration.ofHours(1));
    }

    public static TopicSpec deadLetters() {
        return deleted(Topics.DEAD_LETTERS, 1, Duration.ofDays(7));
    }

    /** Compacted often and in small segments: heartbeats are many and only the last of each counts. */
    public static TopicSpec models() {
        return new TopicSpec(Topics.MODELS, 1, Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()),
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1",
                TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis())));
    }

    /**
     * One partition, so that of two claims of a key everyone sees the same one first. Rows go when their streams go, and most
     * long before: whoever starts reads all of it, so it is compacted often and in small segments.
     */
    public static TopicSpec operations(Duration retention) {
        return new TopicSpec(Topics.OPERATIONS, 1, Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topics.MAX_RECORD_BYTES),
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()),
                TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()),
                TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(OPERATIONS_SEGMENT_BYTES),
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.3",
                TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis())));
    }

    /** In the order of the broker's clock, by which it is read backwards. */
    public static TopicSpec history(Duration retention) {
        return ordered(deleted(Topics.HISTORY, HISTORY_PARTITIONS, retention));
    }

    /** As many partitions as {@link #history}. */
    public static TopicSpec historyIndex(Duration retention) {
        return ordered(deleted(Topics.HISTORY_INDEX, HISTORY_PARTITIONS, retention));
    }

    private static TopicSpec ordered(TopicSpec topic) {
        return with(topic, Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
    }

    private static TopicSpec with(TopicSpec topic, Map<String, String> more) {
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.putAll(more);
        return new TopicSpec(topic.name(), topic.partitions(), configs);
    }

    /** By time and not by size, whatever the broker's default: what waits longest would go first. */
    private static TopicSpec deleted(String name, int partitions, Duration retention) {
        return new TopicSpec(name, partitions, Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topics.MAX_RECORD_BYTES),
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis())));
    }
}
