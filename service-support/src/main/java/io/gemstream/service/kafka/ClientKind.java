package io.gemstream.service.kafka;

import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** A kind of Kafka client. It decides which of the process' Kafka settings such a client takes. */
enum ClientKind {

    /** A transaction would have to be begun. */
    PRODUCER(ProducerConfig.configNames(), Set.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG)),

    /** One that is assigned its partitions, and has no group. */
    CONSUMER(ConsumerConfig.configNames(), Set.of(
            ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG, ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG)),

    /** Brokers, groups and {@code io.gemstream.service.share} decide what these would, as for share consumers. */
    SHARE_MEMBER(ConsumerConfig.configNames(), Set.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG, ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG)),

    ADMIN(AdminClientConfig.configNames(), Set.of());

    private final Set<String> known;
    private final Set<String> refused;

    ClientKind(Set<String> known, Set<String> refused) {
        this.known = known;
        this.refused = refused;
    }

    /** Whether it is told of a setting. What no kind knows is for plug-ins, which see all that their client is told. */
    boolean takes(String name) {
        return known.contains(name)
                ? !refused.contains(name)
                : Arrays.stream(values()).noneMatch(kind -> kind.known.contains(name));
    }
}
