package io.gemstream.standalone.broker;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.StartFailure;
import io.gemstream.service.failure.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A running KRaft node, broker and controller in one: by itself, or one of a cluster. Its log outlives it: a broker
 * started later on the same folder serves the same topics, also after the process was killed.
 *
 * <p>Kafka ends the process through its own {@code Exit}, with an error in the log, where it loses its disk.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private final BrokerSettings settings;
    private final KafkaRaftServer server;

    private EmbeddedBroker(BrokerSettings settings, KafkaRaftServer server) {
        this.settings = settings;
        this.server = server;
    }

    /**
     * Formats the folder on first use and starts; returns when the broker takes requests, which in a cluster is when
     * more than half of its nodes are there.
     *
     * @throws GemstreamException PORT_IN_USE, or INVALID_CONFIGURATION where the folder cannot be used
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        Quorum quorum = settings.quorum().orElseGet(() -> Quorum.alone(BrokerProperties.LOOPBACK, freePort()));
        BrokerStorage.formatOnce(settings.dataDir(), quorum, settings.quorum().isPresent());
        Map<String, String> properties = BrokerProperties.of(settings, quorum);
        KafkaRaftServer server = null;
        try {
            server = new KafkaRaftServer(KafkaConfig.fromProps(asProperties(properties)), Time.SYSTEM);
            server.startup();
            return new EmbeddedBroker(settings, server);
        } catch (RuntimeException failed) {
            if (server != null) {
                server.shutdown();
            }
            throw startFailure(settings, failed);
        }
    }

    /** Value of {@code bootstrap.servers} for clients. */
    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    /** Stops and syncs the log; blocks until done. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static GemstreamException startFailure(BrokerSettings settings, RuntimeException failed) {
        List<String> messages = Causes.of(failed).map(cause -> String.valueOf(cause.getMessage())).toList();
        if (Causes.first(failed, BindException.class).isPresent()
                || contain(messages, "Socket server failed to bind")) {
            return new GemstreamException(ErrorReason.PORT_IN_USE,
                    "kafka_port: " + settings.port() + " is taken by another process", failed);
        }
        if (contain(messages, "Failed to acquire lock")) {
            return new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "data: " + settings.dataDir() + " is in use by another broker", failed);
        }
        return StartFailure.of("the embedded broker", failed);
    }

    private static boolean contain(List<String> messages, String part) {
        return messages.stream().anyMatch(message -> message.contains(part));
    }

    private static java.util.Properties asProperties(Map<String, String> properties) {
        java.util.Properties kafka = new java.util.Properties();
        kafka.putAll(properties);
        return kafka;
    }

    /** A port for the controller, which only this process connects to. */
    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(BrokerProperties.LOOPBACK))) {
            return probe.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
