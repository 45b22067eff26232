package io.gemstream.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import io.gemstream.proto.Topics;
import io.gemstream.service.cluster.ClusterInspection;
import io.gemstream.service.cluster.ClusterNeeds;
import io.gemstream.service.cluster.TopicNeed;
import io.gemstream.service.cluster.TopicProvisioner;
import io.gemstream.service.cluster.TopicSpec;
import io.gemstream.service.cluster.TopicSpecs;
import io.gemstream.testing.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerTest {

    private static final String MODEL = "tiny";
    private static final List<TopicSpec> TASKS = List.of(TopicSpecs.taskTopic(MODEL, Duration.ofHours(1)),
            TopicSpecs.affinityTopic(0, MODEL, Duration.ofHours(1)));

    @TempDir
    Path data;

    @Test
    void handsOutTasksByShareGroupAndKeepsThemOverARestart() throws Exception {
        BrokerSettings settings = new BrokerSettings(data, Ports.free());
        byte[] largest = new byte[Topics.MAX_RECORD_BYTES - 1024];

        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            provision(broker.bootstrapServers());
            send(broker.bootstrapServers(), new byte[] {1});
            send(broker.bootstrapServers(), largest);
            assertThat(take(broker.bootstrapServers(), 2)).containsExactly(1, largest.length);
            send(broker.bootstrapServers(), new byte[] {1, 2, 3});
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            assertThat(take(broker.bootstrapServers(), 1)).as("what was taken before the restart stays taken")
                    .containsExactly(3);
        }
    }

    @Test
    void readsTasksThatWereThereBeforeABrokerKnewTheGroup() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerSettings(data, Ports.free()));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            ClusterInspection.of(admin, new ClusterNeeds(TopicNeed.each(TASKS), List.of(), (short) -1));
            send(broker.bootstrapServers(), new byte[] {1});
            send(broker.bootstrapServers(), Topics.affinity(0, MODEL), new byte[] {1, 2, 3});
            TopicProvisioner.ensureWorkerGroup(admin, MODEL, 1, Duration.ofSeconds(30));
            // As a broker sees it that has not heard of the group's settings.
            admin.incrementalAlterConfigs(Map.of(
                    new ConfigResource(ConfigResource.Type.GROUP, Topics.workerGroup(MODEL)),
                    List.of(new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", ""),
                            AlterConfigOp.OpType.DELETE)))).all().get();

            assertThat(take(broker.bootstrapServers(), 2)).containsExactlyInAnyOrder(1, 3);
            TopicProvisioner.ensureWorkerGroup(admin, MODEL, 1, Duration.ofSeconds(30));
            send(broker.bootstrapServers(), new byte[] {1, 2});
            assertThat(take(broker.bootstrapServers(), 1)).as("what was taken stays taken").containsExactly(2);
        }
    }

    @Test
    void namesAPortThatIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertFails(new BrokerSettings(data, other.getLocalPort()), ErrorReason.PORT_IN_USE,
                    "kafka_port: " + other.getLocalPort());
        }
    }

    @Test
    void refusesAFolderThatAnotherBrokerUses() throws Exception {
        try (EmbeddedBroker running = EmbeddedBroker.start(new BrokerSettings(data, Ports.free()))) {
            assertThat(running.bootstrapServers()).startsWith("127.0.0.1:");
            assertFails(new BrokerSettings(data, Ports.free()), ErrorReason.INVALID_CONFIGURATION,
                    "data: " + data + " is in use by another broker");
        }
    }

    @Test
    void refusesAFolderOfAnotherCluster() throws Exception {
        String cluster = Quorum.newClusterId();
        try (EmbeddedBroker node = EmbeddedBroker.start(node(cluster, 4))) {
            assertThat(node.bootstrapServers()).startsWith("127.0.0.1:");
        }
        assertFails(node(cluster, 5), ErrorReason.INVALID_CONFIGURATION, "data: " + data + " is of node 4 of cluster "
                + cluster + " (expected: node 5 of cluster " + cluster + ")");
    }

    private BrokerSettings node(String cluster, int nodeId) {
        return new BrokerSettings(data, Ports.free(), Optional.of(
                new Quorum(cluster, nodeId, List.of(new Voter(nodeId, new HostPort("127.0.0.1", Ports.free()))))));
    }

    private static void assertFails(BrokerSettings settings, ErrorReason reason, String message) {
        assertThatThrownBy(() -> EmbeddedBroker.start(settings))
                .hasMessageContaining(message)
                .asInstanceOf(type(GemstreamException.class))
                .returns(reason, GemstreamException::reason);
    }

    private static void provision(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            ClusterInspection.of(admin, new ClusterNeeds(TopicNeed.each(TASKS), List.of(), (short) -1));
            TopicProvisioner.ensureWorkerGroup(admin, MODEL, 1, Duration.ofSeconds(30));
        }
    }

    private static void send(String bootstrapServers, byte[] value) throws Exception {
        send(bootstrapServers, Topics.tasks(MODEL), value);
    }

    private static void send(String bootstrapServers, String topic, byte[] value) throws Exception {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    /** Takes and accepts that many tasks; gives their sizes. */
    private static List<Integer> take(String bootstrapServers, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers,
                "group.id", Topics.workerGroup(MODEL));
        List<Integer> sizes = new ArrayList<>();
        try (KafkaShareConsumer<byte[], byte[]> worker =
                new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            worker.subscribe(Topics.allTasks(MODEL, 1));
            while (sizes.size() < count) {
                for (ConsumerRecord<byte[], byte[]> task : worker.poll(Duration.ofMillis(200))) {
                    sizes.add(task.value().length);
                }
                worker.commitSync();
            }
        }
        return sizes;
    }
}
