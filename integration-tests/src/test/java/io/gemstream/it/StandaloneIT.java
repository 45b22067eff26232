package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.testing.Ports;
import io.gemstream.testing.calls.GenerationClient;
import io.gemstream.testing.oracle.GreedyGolden;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as the launcher runs it: broker and services in one process. */
class StandaloneIT {

    /** Last line of an answer. It is sampled with a seed of its own, so it may end of itself after any token. */
    static final Pattern SUMMARY = Pattern.compile("(?m)^(0 tokens"
            + "|([1-9]|1[01]) tokens?(, [0-9.]+ tokens/s)?, first token after [0-9.]+ s"
            + "|12 tokens, [0-9.]+ tokens/s, first token after [0-9.]+ s), finish: (length|stop)$");

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path data;

    @Test
    void upWithAPromptAnswersAndStops() {
        try (JavaProcess up = up("--model", TinyModel.FILE.toString(), "--prompt", "the cat", "--max-tokens", "12")) {
            assertThat(up.awaitExit(LIMIT)).as(up.output()).isZero();
            assertThat(up.output()).containsPattern(SUMMARY);
            assertNoStackTrace(up);
        }
    }

    @Test
    void upServesUntilItIsStoppedAndComesBackOnTheSameDataInAnotherLanguageAndOnEveryInterface() throws IOException {
        int port = Ports.free();
        for (int run = 0; run < 2; run++) {
            Map<String, String> settings = new HashMap<>(Map.of("gemstream.device.profile", "exact"));
            settings.putAll(run == 0 ? Map.of() : Map.of("user.language", "fa", "user.country", "IR"));
            try (JavaProcess up = up(settings, "--model", TinyModel.FILE.toString(), "--grpc-port", Integer.toString(port),
                        "--host", run == 0 ? "127.0.0.1" : hasIpv6() ? "::" : "0.0.0.0");
                    GenerationClient client = GenerationClient.connect(port)) {
                await().atMost(LIMIT).until(() -> !up.isAlive() || up.output().contains("Ctrl-C stops it"));
                assertThat(up.isAlive()).as(up.output()).isTrue();
                GreedyGolden golden = TinyModel.golden();
                assertThat(client.generate(GenerationClient.greedy(Prompts.ids(golden.promptIds()), 32)).ids())
                        .isEqualTo(golden.greedyIds());
                assertTheToldAddressIsOneToConnectTo(up);
                assertThat(up.output()).as("what the log warns of").contains("\n  note   the file has no chat template");
                up.terminate();
                // 128 + SIGTERM, as a shell would say it.
                assertThat(up.awaitExit(Duration.ofSeconds(60))).as(up.output()).isEqualTo(143);
                assertNoStackTrace(up);
            }
        }
    }

    @Test
    void aTruncatedModelIsRefusedBeforeAnythingStarts() throws IOException {
        Path cut = data.resolve("cut.gguf");
        byte[] whole = Files.readAllBytes(TinyModel.FILE);
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertRefused("INVALID_MODEL_FILE", 66, "--model", cut.toString());
    }

    @Test
    void aMissingModelIsRefused() {
        assertRefused("MODEL_FILE_MISSING", 66, "--model", data.resolve("nope.gguf").toString());
    }

    @Test
    void aSettingThatCannotBeReadIsNamed() {
        try (JavaProcess up = JavaProcess.start("up", "standalone", Map.of("gemstream.device.memory-fraction", "x"),
                "up", "--model", TinyModel.FILE.toString(), "--data", data.toString(),
                "--kafka-port", Integer.toString(Ports.free()), "--http-port", Integer.toString(Ports.free()),
                "--grpc-port", Integer.toString(Ports.free()))) {
            assertThat(up.awaitExit(LIMIT)).as(up.output()).isEqualTo(78);
            assertThat(up.output()).contains("(INVALID_CONFIGURATION)", "gemstream.device.memory-fraction");
            assertNoStackTrace(up);
        }
    }

    @Test
    void aClientWithoutAGatewayIsTold() {
        try (JavaProcess generate = JavaProcess.start("generate", "standalone", Map.of(), "generate", "the cat",
                "--target", "127.0.0.1:" + Ports.free())) {
            assertThat(generate.awaitExit(LIMIT)).isEqualTo(69);
            assertThat(generate.output()).contains("(GATEWAY_UNAVAILABLE)", "remedy: ");
            assertNoStackTrace(generate);
        }
    }

    private static void assertTheToldAddressIsOneToConnectTo(JavaProcess up) {
        String told = up.output().lines().filter(line -> line.startsWith("  gRPC ")).findFirst().orElseThrow()
                .replaceFirst(" *gRPC *", "");
        try (JavaProcess models = JavaProcess.start("models", "standalone", Map.of(), "models", "--target", told)) {
            assertThat(models.awaitExit(LIMIT)).as(models.output()).isZero();
        }
    }

    private static boolean hasIpv6() throws IOException {
        return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null;
    }

    private void assertRefused(String reason, int exitCode, String... arguments) {
        try (JavaProcess up = up(arguments)) {
            assertThat(up.awaitExit(LIMIT)).as(up.output()).isEqualTo(exitCode);
            assertThat(up.output()).contains("error: ", "(" + reason + ")", "remedy: ");
            assertNoStackTrace(up);
        }
    }

    private JavaProcess up(String... arguments) {
        return up(Map.of(), arguments);
    }

    private JavaProcess up(Map<String, String> properties, String... arguments) {
        List<String> all = new ArrayList<>(List.of("up", "--data", data.toString(),
                "--kafka-port", Integer.toString(Ports.free()), "--http-port", Integer.toString(Ports.free())));
        all.addAll(List.of(arguments));
        if (!all.contains("--grpc-port")) {
            all.addAll(List.of("--grpc-port", Integer.toString(Ports.free())));
        }
        return JavaProcess.start("up", "standalone", properties, all.toArray(String[]::new));
    }

    private static void assertNoStackTrace(JavaProcess process) {
        assertThat(process.output()).doesNotContain("\tat ");
    }
}
