package io.gemstream.service.cluster;

import io.gemstream.proto.Topics;
import io.gemstream.service.kafka.KafkaFutures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics and share-group settings that are missing (ADR 45). Safe to run from every service at once. */
public final class TopicProvisioner {

    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int REDUNDANT = 3;
    private static final String OFFSET_RESET = "share.auto.offset.reset";
    private static final String EARLIEST = "earliest";

    private TopicProvisioner() {}

    /**
     * Asks for topics to be created. From three copies on, all but one must have a record before it is acknowledged, so
     * that a broker may die and what it acknowledged is still there.
     *
     * @param replicationFactor copies of each record; -1 leaves both numbers to the broker
     * @return the broker's answers by topic, for {@link #created}
     */
    public static Map<String, KafkaFuture<Void>> create(Admin admin, List<TopicSpec> topics, short replicationFactor) {
        return admin.createTopics(topics.stream()
                        .map(topic -> new NewTopic(topic.name(), Optional.of(topic.partitions()),
                                replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor))
                                .configs(configs(topic, replicationFactor)))
                        .toList())
                .values();
    }

    /**
     * Whether a topic was created, rather than there already. Blocks.
     *
     * @throws KafkaException where the cluster cannot be reached or refuses
     */
    public static boolean created(KafkaFuture<Void> answer) {
        try {
            KafkaFutures.await(answer);
            return true;
        } catch (TopicExistsException exists) {
            return false;
        }
    }

    /**
     * Sets what a model's share group needs: tasks written before its first worker came are read, those of
     * aborted transactions are not, and the lock is as long as configured.
     *
     * <p>Where it starts is set as an offset too. A broker learns of a group's settings some time after they were
     * accepted; until then a group that is new to it starts at the end of a topic (GroupConfig, Kafka 4.2), and the tasks
     * that are there already would never be read. A topic that comes when the group has members needs no offset: their
     * group's settings are known by then, and nobody writes to it before its readers have announced themselves.
     *
     * <p>Where the settings may not be changed, they may have been made by somebody who may.
     *
     * @param affinityTopics how many affinity topics there are; all task topics must exist
     * @return where the group starts in a topic that is made when it has members, if that is not known to be its beginning
     * @throws KafkaException where the cluster cannot be reached or refuses
     */
    public static Optional<String> ensureWorkerGroup(Admin admin, String model, int affinityTopics, Duration taskLock) {
        String group = Topics.workerGroup(model);
        Optional<String> start = configure(admin, new ConfigResource(ConfigResource.Type.GROUP, group), taskLock);
        startAtEarliest(admin, group, Topics.allTasks(model, affinityTopics).stream()
                .map(topic -> new TopicPartition(topic, 0))
                .toList());
        return start;
    }

    private static Optional<String> configure(Admin admin, ConfigResource group, Duration taskLock) {
        try {
            KafkaFutures.await(admin.incrementalAlterConfigs(Map.of(group, List.of(
                    set(OFFSET_RESET, EARLIEST),
                    set("share.isolation.level", "read_committed"),
                    set("share.record.lock.duration.ms", Long.toString(taskLock.toMillis()))))).all());
            return Optional.empty();
        } catch (AuthorizationException forbidden) {
            return Optional.of(reset(admin, group)).filter(known -> !known.equals(EARLIEST));
        }
    }

    private static String reset(Admin admin, ConfigResource group) {
        try {
            ConfigEntry reset = KafkaFutures.await(admin.describeConfigs(List.of(group)).values().get(group))
                    .get(OFFSET_RESET);
            return reset == null ? "unknown" : reset.value();
        } catch (AuthorizationException hidden) {
            return "unknown";
        }
    }

    /** Does nothing to partitions that the group has read from, nor to a group with members: the first has done it. */
    private static void startAtEarliest(Admin admin, String group, List<TopicPartition> partitions) {
        Map<TopicPartition, ?> started = KafkaFutures.await(admin.listShareGroupOffsets(
                Map.of(group, new ListShareGroupOffsetsSpec())).partitionsToOffsetInfo(group));
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicPartition partition : partitions) {
            if (started.get(partition) == null) {
                wanted.put(partition, OffsetSpec.earliest());
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> earliest = new HashMap<>();
        KafkaFutures.await(admin.listOffsets(wanted).all())
                .forEach((partition, found) -> earliest.put(partition, found.offset()));
        try {
            KafkaFutures.await(admin.alterShareGroupOffsets(group, earliest).all());
        } catch (GroupNotEmptyException members) {
            LOG.debug("group {} has members", group);
        }
    }

    /**
     * The number of a model's affinity topics that exist.
     *
     * @throws KafkaException where the cluster cannot be reached
     */
    public static int affinityTopics(Admin admin, String model) {
        return Topics.affinityTopics(KafkaFutures.await(admin.listTopics().names()), model);
    }

    /**
     * Runs {@code work} until it succeeds, with growing pauses. Blocks; ends early by interruption.
     *
     * @param what for the log, for example {@code topics}
     */
    public static void untilDone(String what, Runnable work) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        boolean told = false;
        while (true) {
            try {
                work.run();
                return;
            } catch (KafkaException unavailable) {
                if (!told) {
                    told = true;
                    LOG.warn("{} not ready, tried again until they are: {}", what, unavailable.toString());
                }
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private static Map<String, String> configs(TopicSpec topic, short replicationFactor) {
        if (replicationFactor < REDUNDANT) {
            return topic.configs();
        }
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replicationFactor - 1));
        return configs;
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
