package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of which no Kafka client can be made: every process says so in a line of the table and ends. */
class KafkaStartIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** Of a failure, which passes through our main; Vert.x shows stacks of its own where a machine is slow. */
    private static final Pattern STACK = Pattern.compile("\\tat (io\\.gemstream\\.(service|standalone)|org\\.apache\\.kafka)\\.");
    /** The name is shortened to one letter or two of each package. */
    private static final Pattern KAFKAS_OWN = Pattern.compile("(WARN |ERROR) \\[or?\\.ap?\\.ka?\\.");
    private static final String NOBODY = "nosuch.invalid:9092";

    @TempDir
    Path data;

    @Test
    void anAddressThatNobodyKnowsEndsEveryProcessWithALine() {
        assertEnds(services(Map.of("kafka.bootstrap.servers", NOBODY)), 69,
                "BROKER_UNAVAILABLE: kafka.bootstrap.servers: " + NOBODY + ": no such host. Check that Kafka runs");
    }

    @Test
    void aTrustStoreThatIsNotThereEndsEveryProcessWithALine() {
        assertEnds(services(Map.of("kafka.security.protocol", "SSL", "kafka.ssl.truststore.location", "/nope.jks")), 78,
                "INVALID_CONFIGURATION: kafka.*: Failed to load SSL keystore /nope.jks of type JKS: /nope.jks: no such file");
    }

    @Test
    void commandsSayTheSame() {
        List<JavaProcess> commands = new ArrayList<>();
        commands.add(command(Map.of(), "dead-letters", "list", "--kafka-bootstrap", NOBODY));
        commands.add(command(Map.of(), "up", "--model", TinyModel.FILE.toString(), "--data", data.toString(),
                "--kafka-bootstrap", NOBODY, "--grpc-port", Integer.toString(Ports.free()),
                "--http-port", Integer.toString(Ports.free())));
        assertEnds(commands, 69, "error: kafka.bootstrap.servers: " + NOBODY + ": no such host (BROKER_UNAVAILABLE)");
        Map<String, String> secured = Map.of("kafka.security.protocol", "SSL", "kafka.ssl.truststore.location", "/nope.jks");
        assertEnds(List.of(command(secured, "dead-letters", "list", "--kafka-bootstrap", "127.0.0.1:1")), 78,
                "error: kafka.*: Failed to load SSL keystore /nope.jks");
    }

    private static List<JavaProcess> services(Map<String, String> kafka) {
        List<JavaProcess> services = new ArrayList<>();
        for (String module : List.of("gateway", "tokenizer-service", "inference-service")) {
            Map<String, String> properties = new LinkedHashMap<>(kafka);
            properties.put("quarkus.http.port", Integer.toString(Ports.free()));
            properties.put("quarkus.grpc.server.port", Integer.toString(Ports.free()));
            properties.put("gemstream.models." + TinyModel.NAME, TinyModel.FILE.toString());
            services.add(JavaProcess.start(module, module, properties));
        }
        return services;
    }

    private static JavaProcess command(Map<String, String> properties, String... arguments) {
        return JavaProcess.start(arguments[0], "standalone", properties, arguments);
    }

    private static void assertEnds(List<JavaProcess> processes, int exitCode, String line) {
        try {
            for (JavaProcess process : processes) {
                assertThat(process.awaitExit(LIMIT)).as(process.output()).isEqualTo(exitCode);
                assertThat(process.output()).as(process.name()).containsOnlyOnce(line)
                        .doesNotContainPattern(STACK).doesNotContainPattern(KAFKAS_OWN);
            }
        } finally {
            processes.forEach(JavaProcess::close);
        }
    }
}
