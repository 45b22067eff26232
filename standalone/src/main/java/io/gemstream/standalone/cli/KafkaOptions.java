package io.gemstream.standalone.cli;

import io.gemstream.proto.HostPort;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Option of every command that reads or writes Kafka itself. */
final class KafkaOptions {

    @Option(names = "--kafka-bootstrap", paramLabel = "HOST:PORT", split = ",", defaultValue = "127.0.0.1:9092",
            description = "Kafka. Default: ${DEFAULT-VALUE}.")
    private List<HostPort> servers = List.of();

    /** As Kafka's clients take it. */
    String bootstrapServers() {
        return bootstrapServers(servers);
    }

    static String bootstrapServers(List<HostPort> servers) {
        return servers.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }
}
