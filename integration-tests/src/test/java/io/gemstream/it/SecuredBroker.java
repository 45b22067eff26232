package io.gemstream.it;

import io.gemstream.testing.Ports;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.apache.kafka.server.common.ShareVersion;

/**
 * A broker with an authorizer, in this JVM: on one port everyone may do everything, on the other {@link #USER} logs in and
 * may do what ACLs allow, as in a company's cluster.
 */
final class SecuredBroker implements AutoCloseable {

    static final String USER = "services";

    private static final String PASSWORD = "open sesame";
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final int ownersPort = Ports.free();
    private final int usersPort = Ports.free();
    private final KafkaRaftServer server;

    private SecuredBroker(Path data) throws Exception {
        int controllerPort = Ports.free();
        format(data);
        Properties properties = new Properties();
        properties.putAll(properties(data, controllerPort));
        server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
    }

    static SecuredBroker start(Path data) throws Exception {
        return new SecuredBroker(data);
    }

    /** A client that may do everything. */
    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + ownersPort));
    }

    /** What services are told to reach it as {@link #USER}. */
    Map<String, String> settings() {
        return settings(PASSWORD);
    }

    /** The same with another password. */
    Map<String, String> settings(String password) {
        return Map.of(
                "kafka.bootstrap.servers", "127.0.0.1:" + usersPort,
                "kafka.security.protocol", "SASL_PLAINTEXT",
                "kafka.sasl.mechanism", "PLAIN",
                "kafka.sasl.jaas.config", LOGIN + "username=" + USER + " password=\"" + password + "\";");
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private Map<String, String> properties(Path data, int controllerPort) {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("listeners", "OWNERS://127.0.0.1:" + ownersPort + ",USERS://127.0.0.1:" + usersPort
                        + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("listener.security.protocol.map",
                        "OWNERS:PLAINTEXT,USERS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "OWNERS"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("sasl.enabled.mechanisms", "PLAIN"),
                Map.entry("listener.name.users.plain.sasl.jaas.config",
                        LOGIN + "user_" + USER + "=\"" + PASSWORD + "\";"),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:ANONYMOUS"),
                Map.entry("log.dirs", data.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("message.max.bytes", Integer.toString(9 << 20)),
                Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
                Map.entry("group.share.min.heartbeat.interval.ms", "500"),
                Map.entry("group.share.heartbeat.interval.ms", "500"),
                Map.entry("group.initial.rebalance.delay.ms", "0"));
    }

    private static void format(Path data) throws Exception {
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream())) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .setDirectories(List.of(data.toString()))
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setFeatureLevel(ShareVersion.FEATURE_NAME, ShareVersion.SV_1.featureLevel())
                    .run();
        }
    }
}
