package io.gemstream.standalone.broker;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.nio.file.Path;

/**
 * What differs from one embedded broker to another.
 *
 * @param dataDir folder of the log; formatted on first start, kept afterwards
 * @param port where clients connect, on the loopback interface
 */
public record BrokerSettings(Path dataDir, int port) {

    public BrokerSettings {
        if (port < 1 || port > 65_535) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, "kafka_port: " + port + " (expected: 1 to 65535)");
        }
        dataDir = dataDir.toAbsolutePath().normalize();
    }

    /** What clients give as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return BrokerProperties.HOST + ":" + port;
    }
}
