package io.gemstream.it;

import static org.awaitility.Awaitility.await;

import io.gemstream.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/** Three broker processes as one cluster: every record is on all of them, and acknowledged when it is on two. */
final class BrokerCluster implements Broker {

    static final int NODES = 3;

    private static final Duration IN_SYNC_LIMIT = Duration.ofSeconds(180);

    private final List<ProcessBroker> nodes;
    private final Admin admin;

    private BrokerCluster(List<ProcessBroker> nodes) {
        this.nodes = nodes;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers(),
                "reconnect.backoff.max.ms", "500", "default.api.timeout.ms", "10000", "request.timeout.ms", "5000"));
    }

    static BrokerCluster start(Path data) {
        List<String> voters = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            voters.add(node + "@127.0.0.1:" + Ports.free());
        }
        String clusterId = Uuid.randomUuid().toString();
        List<ProcessBroker> nodes = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            nodes.add(ProcessBroker.launch(data.resolve("node" + node), List.of("--node-id", Integer.toString(node),
                    "--voters", String.join(",", voters), "--cluster-id", clusterId)));
        }
        BrokerCluster cluster = new BrokerCluster(nodes);
        try {
            nodes.forEach(ProcessBroker::awaitReady);
            return cluster;
        } catch (Throwable failed) {
            cluster.close();
            throw failed;
        }
    }

    /** kill -9. */
    void kill(int node) {
        nodes.get(node).kill();
    }

    /** Starts a killed node and waits until it has every record again, so that another may die. */
    void restart(int node) {
        nodes.get(node).restart();
        awaitInSync();
    }

    /** The node that leads a partition. */
    int leader(String topic, int partition) {
        return describe(Set.of(topic)).iterator().next().partitions().get(partition).leader().id();
    }

    /** Every topic, Kafka's own among them. */
    Collection<TopicDescription> topics() {
        return describe(get(() -> admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get()));
    }

    /** min.insync.replicas of a topic. */
    String leastInSync(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return get(() -> admin.describeConfigs(Set.of(resource)).all().get().get(resource)
                .get("min.insync.replicas").value());
    }

    @Override
    public String bootstrapServers() {
        return nodes.stream().map(ProcessBroker::bootstrapServers).collect(Collectors.joining(","));
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        nodes.forEach(ProcessBroker::terminate);
        nodes.forEach(ProcessBroker::close);
    }

    private void awaitInSync() {
        await().atMost(IN_SYNC_LIMIT).ignoreExceptionsInstanceOf(KafkaException.class).until(() -> topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition -> partition.isr().size() == partition.replicas().size()));
    }

    private Collection<TopicDescription> describe(Set<String> names) {
        return get(() -> admin.describeTopics(new HashSet<>(names)).allTopicNames().get()).values();
    }

    private static <T> T get(Answering<T> call) {
        try {
            return call.answer();
        } catch (ExecutionException failed) {
            throw new KafkaException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KafkaException(interrupted);
        }
    }

    private interface Answering<T> {
        T answer() throws ExecutionException, InterruptedException;
    }
}
