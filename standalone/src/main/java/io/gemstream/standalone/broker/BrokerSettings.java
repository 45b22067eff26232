package io.gemstream.standalone.broker;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings in which one embedded broker differs from another.
 *
 * @param dataDir folder of the log; formatted on first start, kept afterwards
 * @param port where clients connect: on the loopback interface, or on this node's host in the cluster
 * @param quorum the cluster it belongs to; empty for a broker by itself
 */
public record BrokerSettings(Path dataDir, int port, Optional<Quorum> quorum) {

    public BrokerSettings {
        if (port < 1 || port > 65_535) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, "kafka_port: " + port + " (expected: 1 to 65535)");
        }
        dataDir = dataDir.toAbsolutePath().normalize();
    }

    /** A broker by itself. */
    public BrokerSettings(Path dataDir, int port) {
        this(dataDir, port, Optional.empty());
    }

    /** The interface it is on. */
    public String host() {
        return quorum.map(cluster -> cluster.self().controller().host()).orElse(BrokerProperties.LOOPBACK);
    }

    /** Value of {@code bootstrap.servers} for clients; in a cluster, this node of it. */
    public String bootstrapServers() {
        return address().toString();
    }

    /** Address at which the broker listens for clients. */
    HostPort address() {
        return new HostPort(host(), port);
    }
}
