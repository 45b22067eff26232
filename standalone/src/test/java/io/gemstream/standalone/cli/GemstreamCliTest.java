package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Priority;
import io.gemstream.proto.v1.SamplingOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GemstreamCliTest {

    @TempDir
    Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private FakeGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = FakeGateway.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void streamsTheTextAndKeepsTheCountsApart() {
        assertThat(run("generate", "The capital of France is")).isZero();

        assertThat(out()).isEqualTo(" Paris é!\n");
        assertThat(err()).matches("2 tokens, .*first token after \\d+\\.\\d\\d s, finish: length\\R");
        String key = gateway.requests.getFirst().getRequestId();
        assertThat(UUID.fromString(key).version()).as("a key to come back with").isEqualTo(4);
        assertThat(gateway.requests).containsExactly(GenerateRequest.newBuilder()
                .setRequestId(key)
                .setPrompt(Prompts.text("The capital of France is"))
                .setSampling(SamplingOptions.getDefaultInstance())
                .build());
    }

    @Test
    void aBenchSaysWhatItCannotMeasure() {
        assertThat(call("", "bench", "missing.gguf")).isEqualTo(66);
        assertThat(err()).contains("missing.gguf").contains("MODEL_FILE_MISSING");
        assertThat(call("", "bench", "--batch", "0")).isEqualTo(64);
        assertThat(err()).contains("error: --batch: 0 (expected: >= 1) (INVALID_OPTION)");
        assertThat(call("", "bench", "--speculate", "draft")).isEqualTo(64);
        assertThat(err()).contains("--draft-model");
        assertThat(call("", "bench", "--profile", "bf16")).isEqualTo(64);
        assertThat(err()).contains("'bf16' (expected: auto, exact or fast)");
    }

    @Test
    void sendsEveryOption() {
        assertThat(run("generate", "hi", "--model", "tiny", "--max-tokens", "3", "--temperature", "0.5", "--top-k", "7",
                "--top-p", "0.25", "--min-p", "0.125", "--seed", "-9", "--stop", "a", "--stop", "b",
                "--system", "Be brief.", "--priority", "batch", "--tenant", "team-a")).isZero();

        GenerateRequest request = gateway.requests.getFirst();
        assertThat(request.getModel()).isEqualTo("tiny");
        assertThat(request.getPriority()).isEqualTo(Priority.BATCH);
        assertThat(request.getSampling()).isEqualTo(SamplingOptions.newBuilder()
                .setMaxTokens(3).setTemperature(0.5f).setTopK(7).setTopP(0.25f).setMinP(0.125f).setSeed(-9)
                .addStop("a").addStop("b").build());
        assertThat(request.getPrompt().getChat().getMessagesList())
                .extracting(ChatMessage::getRole).containsExactly(ChatMessage.Role.SYSTEM, ChatMessage.Role.USER);
    }

    @Test
    void sendsTheBeginningOfTheAnswer() {
        assertThat(run("generate", "List them.", "--prefill", "1. ")).isZero();

        Chat chat = gateway.requests.getFirst().getPrompt().getChat();
        assertThat(chat.getContinueFinalMessage()).isTrue();
        assertThat(chat.getMessagesList()).extracting(ChatMessage::getRole)
                .containsExactly(ChatMessage.Role.USER, ChatMessage.Role.ASSISTANT);
        assertThat(chat.getMessages(1).getContent()).isEqualTo("1. ");
    }

    @Test
    void readsThePromptFromStdin() {
        assertThat(call("from stdin é", "generate", "-", "--chat", "--target", gateway.target())).isZero();

        assertThat(gateway.requests.getFirst().getPrompt().getChat().getMessages(0).getContent())
                .isEqualTo("from stdin é");
    }

    @Test
    void printsEachEventAsALineOfJson() {
        assertThat(run("generate", "hi", "--json")).isZero();

        assertThat(out().lines()).containsExactly(
                "{\"accepted\":{\"requestId\":\"r1\"}}",
                "{\"tokens\":{\"ids\":[5],\"text\":\" Pa\"}}",
                "{\"tokens\":{\"index\":1,\"ids\":[6],\"text\":\"ris é\"}}",
                "{\"finished\":{\"reason\":\"LENGTH\",\"text\":\"!\"}}");
        assertThat(err()).isEmpty();
    }

    @Test
    void tellsTheGatewaysOwnReason() {
        assertThat(run("generate", "refuse")).isEqualTo(64);

        assertThat(out()).isEmpty();
        assertThat(err()).isEqualTo("""
                error: prompt: 9 tokens (expected: <= 8) (CONTEXT_LENGTH_EXCEEDED)
                remedy: Shorten the prompt, or use a model with a longer context.
                """);
    }

    @Test
    void endsAtItsTimeout() {
        assertThat(run("generate", "hang", "--timeout", "200ms")).isEqualTo(75);

        assertThat(err()).startsWith("error: the deadline passed before the answer was complete (DEADLINE_EXPIRED)");
    }

    @Test
    void tellsWhatANodeOfAClusterStillNeeds() {
        assertThat(call("", "broker", "--voters", "1@127.0.0.1:9193", "--node-id", "1")).isEqualTo(64);

        assertThat(err()).startsWith("error: --cluster-id: missing (expected: the same id on every node, for example ")
                .contains("(INVALID_OPTION)");
    }

    @Test
    void tellsThatNoGatewayIsThere() {
        String target = gateway.target();
        gateway.close();

        assertThat(call("", "generate", "hi", "--target", target)).isEqualTo(69);
        assertThat(err()).startsWith("error: no gateway at " + target + ": Connection refused")
                .contains("(GATEWAY_UNAVAILABLE)\nremedy: Start it with ./gemstream up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "::1:9000", "http://127.0.0.1:9000", "127.0.0.1:9000,,[::1]:9000", "127.0.0.1:0"})
    void anAddressOfAnotherFormIsRefusedByTheOptionThatNamesIt(String address) {
        assertThat(call("", "generate", "hi", "--target", address)).isEqualTo(64);
        assertThat(call("", "dead-letters", "list", "--kafka-bootstrap", address)).isEqualTo(64);
        assertThat(call("", "up", "--kafka-bootstrap", address)).isEqualTo(64);
        assertThat(call("", "audit", "id", "--kafka-bootstrap", address)).isEqualTo(64);

        assertThat(err().lines().filter(line -> line.startsWith("error: "))).hasSize(4).allMatch(line ->
                line.matches("error: Invalid value for option '--(target|kafka-bootstrap)' .*\\(expected: .*\\) "
                        + "\\(INVALID_OPTION\\)"));
    }

    @Test
    void anAddressInBracketsReachesItsGateway() {
        int port = Integer.parseInt(gateway.target().replaceAll(".*:", ""));
        String mapped = "[::ffff:127.0.0.1]:" + port;

        assertThat(call("", "generate", "hi", "--target", mapped)).as(err()).isZero();
        assertThat(call("", "generate", "hi", "--target", "[::1]:1, " + mapped)).as(err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:9000", "[::1", "192.0.2.1"})
    void aHostToListenOnIsOneOfThisMachine(String host) {
        assertThat(call("", "up", "--host", host)).isEqualTo(64);

        assertThat(err()).startsWith("error: --host: \"" + host + "\" ").contains("(INVALID_OPTION)");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void countsAndLists() {
        assertThat(run("count", "four")).isZero();
        assertThat(run("models")).isZero();

        assertThat(out()).isEqualTo("""
                4
                tiny  gemma3, context 64, 2 workers: cpu (4 slots), \
                gpu:1 (8 slots, bf16, KV cache of 65536 tokens, 23.0 of 71.0 GiB)
                idle  gemma2, context 32, no worker
                """);
    }

    @Test
    void refusesACommandLineItCannotRead() {
        assertThat(run("generate", "hi", "--top-k", "many")).isEqualTo(64);
        assertThat(run("generate", "hi", "--timeout", "soon")).isEqualTo(64);
        assertThat(run("generate", "hi", "--priority", "urgent")).isEqualTo(64);
        assertThat(run("generate", "hi", "--tenant", "team a")).isEqualTo(64);
        assertThat(err()).contains("'many' is not", "(INVALID_OPTION)\nremedy: See ./gemstream generate --help.",
                "\"soon\" (expected: for example 500ms, 60s, 2m or 1h)");
    }

    @Test
    void explainsItself() {
        assertThat(call("", "--version")).isZero();
        assertThat(out()).matches("gemstream \\d+\\.\\d+\\.\\d+\\S*\\RJava 2\\d.*\\R");
        assertThat(call("", "--help")).isZero();
        assertThat(out()).contains("up ", "generate ", "pull ", "GEMSTREAM_HOME");
        assertThat(call("")).isZero();
    }

    /** A command that is named is made alone, so its name stands in two places. */
    @ParameterizedTest
    @ValueSource(strings = {"up", "generate", "count", "models", "pull", "inspect", "convert", "bench", "broker",
        "dead-letters", "audit"})
    void knowsEachCommandByTheNameInItsHelp(String name) {
        assertThat(call("", "--help")).isZero();
        assertThat(out()).containsPattern("(?m)^  " + name + " ");
        assertThat(call("", name, "--help")).isZero();
        assertThat(out()).contains("Usage: gemstream " + name + " ");
    }

    @Test
    void refusesATakenPortBeforeItFetchesTheModel() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(call("", "up", "--grpc-port", Integer.toString(other.getLocalPort()))).isEqualTo(69);
        }
        assertThat(err()).startsWith("error: --grpc-port: ").contains("(PORT_IN_USE)");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void refusesADeviceThatCannotBeBeforeItFetchesTheModel() {
        assertThat(call("", "up", "--device", "cuda")).isEqualTo(64);
        assertThat(err()).startsWith("error: --device: cuda (expected: cpu, gpu:N, tpu:N or pjrt:<plug-in>:N with N from 0)"
                + " (INVALID_OPTION)");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamedWithWhatChoosesIt() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "");

        assertThat(call("", "up", "--data", file.resolve("data").toString(), "--grpc-port", freePort(), "--http-port",
                freePort(), "--kafka-port", freePort())).isEqualTo(73);
        assertThat(err()).startsWith("error: log: " + file).contains("cannot be written: ",
                "(--data or GEMSTREAM_HOME chooses another place) (WRITE_FAILED)\nremedy: Check the path");

        err.reset();
        Files.writeString(home.resolve("models"), "");
        assertThat(call("", "pull", file.toString())).isEqualTo(73);
        assertThat(err()).startsWith("error: model: " + home.resolve("models") + " cannot be written: ")
                .contains("(GEMSTREAM_HOME chooses another place) (WRITE_FAILED)");
    }

    @Test
    void importsAFileIntoTheStore() throws Exception {
        Path file = Files.writeString(home.resolve("mine.gguf"), "weights");

        assertThat(call("", "pull", file.toString())).isZero();
        assertThat(out()).isEqualTo(home.resolve("models/mine.gguf") + "\n");
        assertThat(home.resolve("models/mine.gguf")).hasContent("weights");
    }

    /** Runs a command against the fake gateway. */
    private int run(String... command) {
        String[] args = Arrays.copyOf(command, command.length + 2);
        args[command.length] = "--target";
        args[command.length + 1] = gateway.target();
        return call("", args);
    }

    private int call(String stdin, String... args) {
        CliEnvironment cliEnvironment = new CliEnvironment(
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                false, Map.of("GEMSTREAM_HOME", home.toString()));
        return new GemstreamCli(cliEnvironment).run(args);
    }

    private static String freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return Integer.toString(free.getLocalPort());
        }
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
