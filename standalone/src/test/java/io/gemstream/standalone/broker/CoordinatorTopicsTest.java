package io.gemstream.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The topics that we make against those that the broker makes where nobody has. */
@Timeout(120)
class CoordinatorTopicsTest {

    private static final Duration POLL = Duration.ofMillis(100);

    @TempDir
    Path ours;

    @TempDir
    Path kafkas;

    /** A topic as the controller has it. */
    private record Made(int partitions, int copies, Map<String, String> configuration) {}

    @Test
    void areAsKafkaMakesThem() throws Exception {
        Map<String, Made> expected;
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(kafkas, Ports.free()));
                Admin admin = admin(broker)) {
            admin.createTopics(List.of(new NewTopic("a", 1, (short) 1))).all().get();
            joinAShareGroup(broker);
            expected = made(admin);
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(ours, Ports.free()));
                Admin admin = admin(broker)) {
            admin.createTopics(CoordinatorTopics.ofLoneBroker()).all().get();
            assertThat(made(admin)).isEqualTo(expected);
        }
    }

    /** Which needs both topics. */
    private static void joinAShareGroup(EmbeddedBroker broker) throws Exception {
        try (Admin admin = admin(broker); KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", "g"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("a"));
            Set<String> wanted = Set.copyOf(CoordinatorTopics.ofLoneBroker().stream().map(NewTopic::name).toList());
            while (!admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names().get().containsAll(wanted)) {
                consumer.poll(POLL);
            }
        }
    }

    private static Map<String, Made> made(Admin admin) throws Exception {
        Map<String, Made> made = new HashMap<>();
        for (NewTopic topic : CoordinatorTopics.ofLoneBroker()) {
            var description = admin.describeTopics(List.of(topic.name())).allTopicNames().get().get(topic.name());
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            Map<String, String> own = new HashMap<>();
            config.entries().stream()
                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                    .forEach(entry -> own.put(entry.name(), entry.value()));
            made.put(topic.name(), new Made(description.partitions().size(),
                    description.partitions().getFirst().replicas().size(), own));
        }
        return made;
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
