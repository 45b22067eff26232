package io.gemstream.gateway;

import io.gemstream.testing.Ports;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** A real single-node KRaft broker in this JVM, for as long as the tests run. */
public final class TestBroker implements QuarkusTestResourceLifecycleManager {

    private KafkaClusterTestKit cluster;

    @Override
    public Map<String, String> start() {
        try {
            cluster = new KafkaClusterTestKit.Builder(new TestKitNodes.Builder()
                    .setCombined(true)
                    .setNumBrokerNodes(1)
                    .setNumControllerNodes(1)
                    .build())
                    .setConfigProp("offsets.topic.replication.factor", "1")
                    .setConfigProp("offsets.topic.num.partitions", "1")
                    .setConfigProp("auto.create.topics.enable", "false")
                    // A test need not wait for members that do not come.
                    .setConfigProp("group.initial.rebalance.delay.ms", "0")
                    .build();
            cluster.format();
            cluster.startup();
            cluster.waitForReadyBrokers();
        } catch (Exception failed) {
            throw new IllegalStateException("the broker did not start", failed);
        }
        return Map.of(
                "kafka.bootstrap.servers", cluster.bootstrapServers(),
                "gemstream.topics.token-partitions", "4",
                "gemstream.gateway.reply-topic-grace", "10s",
                "quarkus.http.test-port", "0",
                "quarkus.grpc.server.test-port", Integer.toString(Ports.free()),
                "quarkus.grpc.server.netty.keep-alive-time", "2s");
    }

    @Override
    public void stop() {
        if (cluster != null) {
            try {
                cluster.close();
            } catch (Exception failed) {
                throw new IllegalStateException("the broker did not stop", failed);
            }
        }
    }
}
