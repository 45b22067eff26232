package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.testing.Ports;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up} on a broker of its own process, which is killed and comes back: what people are told. */
class StandaloneOutageIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int REQUESTS = 5;

    @TempDir
    Path data;

    @Test
    void anOutageIsALineForPeopleAndSoIsItsEnd() {
        int port = Ports.free();
        try (ProcessBroker broker = ProcessBroker.start(data.resolve("broker"));
                JavaProcess up = JavaProcess.start("up", "standalone", Map.of(), "up", "--model",
                        TinyModel.FILE.toString(), "--data", data.resolve("up").toString(), "--kafka-bootstrap",
                        broker.bootstrapServers(), "--grpc-port", Integer.toString(port), "--http-port",
                        Integer.toString(Ports.free()));
                GenerationClient client = GenerationClient.connect(port)) {
            await().atMost(LIMIT).until(() -> !up.isAlive() || up.output().contains("Ctrl-C stops it"));
            assertThat(client.generate(request()).ids()).hasSize(4);
            String before = up.output();

            broker.kill();
            for (int i = 0; i < REQUESTS; i++) {
                StatusRuntimeException refused =
                        catchThrowableOfType(StatusRuntimeException.class, () -> client.generate(request()));
                assertThat(GenerationClient.reason(refused)).contains(ErrorReason.BROKER_UNAVAILABLE);
            }
            broker.restart();
            await().atMost(LIMIT).ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                    .untilAsserted(() -> assertThat(client.generate(request()).ids()).hasSize(4));

            assertThat(up.output().substring(before.length()).lines()).as("to people").satisfiesExactly(
                    begin -> assertThat(begin).contains("Kafka does not take requests"),
                    end -> assertThat(end).contains("Kafka takes requests again"));
        }
    }

    private static GenerateRequest request() {
        return GenerationClient.greedy(Prompts.text("the cat"), 4);
    }
}
