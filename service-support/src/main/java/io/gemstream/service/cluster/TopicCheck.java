package io.gemstream.service.cluster;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Compares a topic as it is with what its users need of it (ADR 26). A topic that somebody made otherwise than we would
 * is worked with wherever no request can get lost in it. Pure.
 */
final class TopicCheck {

    /** Longer than a request waits in a backlog, and than processes are away during an upgrade. */
    private static final Duration LEAST_RETENTION = Duration.ofMinutes(15);

    private TopicCheck() {}

    static List<ClusterFinding> of(TopicNeed need, FoundTopic found) {
        List<ClusterFinding> findings = new ArrayList<>();
        rights(need, found).ifPresent(findings::add);
        partitions(need.topic(), found).ifPresent(findings::add);
        recordSize(need.topic(), found).ifPresent(findings::add);
        cleanup(need.topic(), found).ifPresent(findings::add);
        retention(need.topic(), found).ifPresent(findings::add);
        retentionBytes(need.topic(), found).ifPresent(findings::add);
        copies(need.topic(), found).ifPresent(findings::add);
        return findings;
    }

    /** A topic that does not exist and cannot be made, with all that whoever makes it must know. */
    static ClusterFinding missing(TopicSpec topic, String cause) {
        String layout = topic.configs().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(" "));
        return ClusterFinding.blocking(ErrorReason.TOPIC_UNUSABLE,
                topic.name() + ": does not exist and cannot be made, " + cause
                + " (expected: partitions=" + topic.partitions() + " " + layout + ")");
    }

    /** A topic that this process may not even see. */
    static ClusterFinding hidden(TopicNeed need) {
        return noRights(need, Set.of());
    }

    private static Optional<ClusterFinding> rights(TopicNeed need, FoundTopic found) {
        if (found.rights().isEmpty() || found.rights().get().containsAll(need.rights())) {
            return Optional.empty();
        }
        return Optional.of(noRights(need, found.rights().get()));
    }

    private static ClusterFinding noRights(TopicNeed need, Set<AclOperation> rights) {
        return ClusterFinding.blocking(ErrorReason.BROKER_REFUSED,
                need.name() + ": rights: " + names(rights) + " (expected: " + names(need.rights()) + ")");
    }

    private static Optional<ClusterFinding> partitions(TopicSpec topic, FoundTopic found) {
        return Topics.hasOnePartition(topic.name()) && found.partitions() != 1
                ? Optional.of(unusable(topic, "partitions", Integer.toString(found.partitions()), "1"))
                : Optional.empty();
    }

    private static Optional<ClusterFinding> recordSize(TopicSpec topic, FoundTopic found) {
        String key = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
        return number(topic.configs().get(key)).flatMap(least -> number(found.configs().get(key))
                .filter(bytes -> bytes < least)
                .map(bytes -> unusable(topic, key, bytes.toString(), ">= " + least)));
    }

    /** Compaction of a log of many records per key would lose requests; without it a table is only longer to read. */
    private static Optional<ClusterFinding> cleanup(TopicSpec topic, FoundTopic found) {
        String key = TopicConfig.CLEANUP_POLICY_CONFIG;
        return Optional.ofNullable(found.configs().get(key)).flatMap(policy -> {
            boolean compacted = policies(policy).contains(TopicConfig.CLEANUP_POLICY_COMPACT);
            String wanted = topic.configs().getOrDefault(key, policy);
            if (compacted == policies(wanted).contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                return Optional.empty();
            }
            return Optional.of(compacted
                    ? unusable(topic, key, policy, wanted)
                    : ClusterFinding.noted(ErrorReason.TOPIC_UNUSABLE,
                            line(topic, key, policy, wanted) + "; starts read all of it"));
        });
    }

    private static Optional<ClusterFinding> retention(TopicSpec topic, FoundTopic found) {
        String key = TopicConfig.RETENTION_MS_CONFIG;
        return number(topic.configs().get(key)).flatMap(wanted -> number(found.configs().get(key))
                .filter(ms -> ms >= 0 && ms < wanted)
                .map(ms -> {
                    long least = Math.min(wanted, LEAST_RETENTION.toMillis());
                    return ms < least ? unusable(topic, key, ms.toString(), ">= " + least)
                            : ClusterFinding.noted(ErrorReason.TOPIC_UNUSABLE,
                                    line(topic, key, ms.toString(), ">= " + wanted)
                                    + "; generations are forgotten as soon");
                }));
    }

    /** A limit of size may be one that is never reached; only who made it knows. */
    private static Optional<ClusterFinding> retentionBytes(TopicSpec topic, FoundTopic found) {
        String key = TopicConfig.RETENTION_BYTES_CONFIG;
        return number(topic.configs().get(key)).flatMap(wanted -> number(found.configs().get(key))
                .filter(bytes -> bytes >= 0 && (wanted < 0 || bytes < wanted))
                .map(bytes -> ClusterFinding.noted(ErrorReason.TOPIC_UNUSABLE,
                        line(topic, key, bytes.toString(), wanted < 0 ? "-1" : ">= " + wanted)
                        + (topic.name().equals(Topics.TOKENS) ? "; generations are forgotten before their time"
                                : "; what waits is lost where more is written"))));
    }

    /** Writes wait for all copies in sync; where more must be than there are, none is ever acknowledged. */
    private static Optional<ClusterFinding> copies(TopicSpec topic, FoundTopic found) {
        String key = TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
        return number(found.configs().get(key))
                .filter(least -> least > found.replicas())
                .map(least -> unusable(topic, key, least.toString(),
                        "<= " + found.replicas() + ", its number of replicas"));
    }

    private static ClusterFinding unusable(TopicSpec topic, String key, String has, String expected) {
        return ClusterFinding.blocking(ErrorReason.TOPIC_UNUSABLE, line(topic, key, has, expected));
    }

    private static String line(TopicSpec topic, String key, String has, String expected) {
        return topic.name() + ": " + key + ": " + has + " (expected: " + expected + ")";
    }

    private static Set<String> policies(String value) {
        return Arrays.stream(value.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    private static String names(Set<AclOperation> rights) {
        return rights.isEmpty() ? "none" : rights.stream().map(TopicCheck::name).sorted().collect(Collectors.joining(", "));
    }

    /** As Kafka's tools write it, for example {@code DescribeConfigs}. */
    private static String name(AclOperation right) {
        return Arrays.stream(right.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static Optional<Long> number(@Nullable String value) {
        return value == null ? Optional.empty() : Optional.of(Long.valueOf(value));
    }
}
