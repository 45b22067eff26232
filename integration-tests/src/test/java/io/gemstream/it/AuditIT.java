package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.testing.Ports;
import io.gemstream.testing.calls.GenerationClient;
import io.gemstream.testing.oracle.TinyGemma;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generation computed again from its log: by the model that its record names, and by another under its name. */
class AuditIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Path GEMMA3 = TinyGemma.GEMMA3.file();
    private static final Path GEMMA2 = TinyGemma.GEMMA2.file();
    /** coreutils' sha256sum of the two; the tokenizer's is in the engine's own tests. */
    private static final String GEMMA3_SHA256 = "d70ab67d6c81af8982d6503f589d25fee3aa33a177f0500e12676b5e6d7c8126";
    private static final String GEMMA2_SHA256 = "4d5a44627438b6467f89aa97178d4a99c4d24579043568de23b5772136943f41";
    private static final String TOKENIZER_SHA256 = "cb23d50c8064f6888279ed72ef38c388fc525a739a2557709ad053d2510b30b8";

    private final int grpcPort = Ports.free();
    private final int kafkaPort = Ports.free();

    @TempDir
    Path data;

    @Test
    void anAuditFindsWhatIsNoLongerTheSame() throws IOException {
        Path model = data.resolve("tiny.gguf");
        Files.copy(GEMMA3, model);
        String requestId;
        try (JavaProcess _ = up(model); GenerationClient client = GenerationClient.connect(grpcPort)) {
            Iterator<GenerateResponse> events = client.blocking().generate(GenerateRequest.newBuilder()
                    .setPrompt(Prompts.text("the cat"))
                    .setSampling(SamplingOptions.newBuilder().setSeed(5).setMaxTokens(24).setIgnoreEos(true))
                    .build());
            requestId = events.next().getAccepted().getRequestId();
            Provenance provenance = last(events).getFinished().getProvenance();
            assertThat(provenance.getModelSha256()).isEqualTo(GEMMA3_SHA256);
            assertThat(provenance.getTokenizerSha256()).isEqualTo(TOKENIZER_SHA256);
            assertThat(provenance.getSampling().getSeed()).isEqualTo(5);
            assertThat(provenance.getAttempts()).isEqualTo(1);
            assertThat(provenance.getEngineVersion()).isNotEmpty();

            assertAudit(requestId, 0, "model       " + GEMMA3_SHA256, "tokenizer   " + TOKENIZER_SHA256,
                    "24 tokens, all the same");
            assertAudit(requestId, 0, List.of("--json"), "\"verdict\":\"same\"", "\"differentOrigins\":[]");
        }
        Files.copy(GEMMA2, model, StandardCopyOption.REPLACE_EXISTING);
        try (JavaProcess _ = up(model)) {
            assertAudit(requestId, 1,
                    "model       DIFFERS: " + GEMMA3_SHA256 + " recorded, " + GEMMA2_SHA256 + " now",
                    "tokenizer   " + TOKENIZER_SHA256, " differs: ", " recorded, ", " computed");
        }
    }

    private void assertAudit(String requestId, int exitCode, String... expected) {
        assertAudit(requestId, exitCode, List.of(), expected);
    }

    private void assertAudit(String requestId, int exitCode, List<String> options, String... expected) {
        String[] arguments = Stream.concat(
                Stream.of("audit", requestId, "--target", "127.0.0.1:" + grpcPort,
                        "--kafka-bootstrap", "127.0.0.1:" + kafkaPort),
                options.stream()).toArray(String[]::new);
        try (JavaProcess audit = JavaProcess.start("audit", "standalone", Map.of(), arguments)) {
            assertThat(audit.awaitExit(LIMIT)).as(audit.output()).isEqualTo(exitCode);
            assertThat(audit.output()).contains(expected);
        }
    }

    private JavaProcess up(Path model) {
        JavaProcess up = JavaProcess.start("up", "standalone", Map.of(), "up", "--model", model.toString(),
                "--data", data.resolve("data").toString(), "--grpc-port", Integer.toString(grpcPort),
                "--http-port", Integer.toString(Ports.free()), "--kafka-port", Integer.toString(kafkaPort));
        await().atMost(LIMIT).until(() -> !up.isAlive() || up.output().contains("Ctrl-C stops it"));
        assertThat(up.isAlive()).as(up.output()).isTrue();
        return up;
    }

    private static GenerateResponse last(Iterator<GenerateResponse> events) {
        GenerateResponse event = events.next();
        while (events.hasNext()) {
            event = events.next();
        }
        return event;
    }
}
