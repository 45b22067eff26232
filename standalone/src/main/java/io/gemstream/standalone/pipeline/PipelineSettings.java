package io.gemstream.standalone.pipeline;

import io.gemstream.proto.HostPort;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Settings of the services of one pipeline.
 *
 * @param host interface that gRPC and HTTP listen on, an IPv6 address without brackets
 * @param grpcPort the gateway
 * @param httpPort health and metrics
 * @param bootstrapServers the broker
 * @param model name under which the model is served
 * @param modelFile its file
 * @param slots generations at once; the worker's default where empty
 * @param threads compute threads; the worker's default where empty
 * @param device device that computes, as in gemstream.device; the CPU where empty
 * @param speculation proposer of draft tokens, as in gemstream.speculation; none where empty
 * @param draftModel file of the draft model
 * @param logFile where the services' log goes
 */
public record PipelineSettings(String host, int grpcPort, int httpPort, String bootstrapServers, String model,
        Path modelFile, OptionalInt slots, OptionalInt threads, Optional<String> device, Optional<String> speculation,
        Optional<Path> draftModel, Path logFile) {

    /** The settings by the services' configuration keys. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("kafka.bootstrap.servers", bootstrapServers);
        // An environment that names another cluster has it by this name, which Quarkus takes for a key of its own.
        properties.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        properties.put("gemstream.models.\"" + model + "\"", modelFile.toString());
        properties.put("quarkus.grpc.server.host", host);
        properties.put("quarkus.grpc.server.port", Integer.toString(grpcPort));
        properties.put("quarkus.http.host", host);
        properties.put("quarkus.http.port", Integer.toString(httpPort));
        properties.put("quarkus.log.file.enabled", "true");
        properties.put("quarkus.log.file.path", logFile.toString());
        slots.ifPresent(count -> properties.put("gemstream.worker.slots", Integer.toString(count)));
        speculation.ifPresent(mode -> properties.put("gemstream.speculation", mode));
        draftModel.ifPresent(file -> properties.put("gemstream.speculation.draft-model", file.toString()));
        device.ifPresent(spec -> properties.put("gemstream.device", spec));
        threads.ifPresent(count -> properties.put("gemstream.worker.threads", Integer.toString(count)));
        return properties;
    }

    /** Address of the gateway for clients on this machine. */
    public HostPort gateway() {
        return new HostPort(host, grpcPort).reachable();
    }

    /** Address of health and metrics for clients on this machine. */
    public HostPort web() {
        return new HostPort(host, httpPort).reachable();
    }
}
