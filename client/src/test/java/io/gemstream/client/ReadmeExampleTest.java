package io.gemstream.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.SamplingOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The example of README.md is the text between the two marks, and compiles. */
class ReadmeExampleTest {

    private static final Path README = Path.of("README.md");
    private static final Path SOURCE = Path.of("src/test/java/io/gemstream/client/ReadmeExampleTest.java");
    private static final String BEGIN = "// begin of the example\n";
    private static final String END = "    // end of the example\n";

    // begin of the example
    void ask(List<HostPort> gateways, PrintStream out) {
        Duration timeout = Duration.ofMinutes(2);
        try (GemstreamClient client = GemstreamClient.connect(gateways)) {
            // A stream, event by event. Where a gateway dies, the next one goes on with the next token.
            GenerateRequest story = GenerateRequest.newBuilder()
                    .setPrompt(Prompts.text("Once upon a time"))
                    .setSampling(SamplingOptions.newBuilder().setMaxTokens(64).setTemperature(0.7f))
                    .build();
            client.generate(story, timeout, event -> out.print(EventText.of(event)));

            // A whole answer.
            out.println(client.chat(List.of(Prompts.user("Why is the sky blue?")), timeout).text());

            // Started without waiting, watched from its beginning, by this process or another one.
            String requestId = client.submit(story, timeout);
            client.watch(requestId, GemstreamClient.BEGINNING, timeout, event -> out.print(EventText.of(event)));

            // A java.util.concurrent.Flow.Publisher: subscribe to it, and request as many events as you can take.
            GenerationPublisher stream = client.publish(story, timeout);
            out.println(stream.requestId());
        } catch (GemstreamException failed) {
            out.println(failed.line()); // or by failed.reason(), failed.retryAfter()
        }
    }
    // end of the example

    @Test
    void isTheOneOfTheReadme() throws IOException {
        String source = Files.readString(SOURCE);
        String example = source.substring(source.indexOf("    " + BEGIN) + 4 + BEGIN.length(), source.indexOf(END))
                .replaceAll("(?m)^ {4}", "");
        assertThat(Files.readString(README)).contains("```java\n" + example + "```\n");
    }

    @Test
    void works() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ScriptedGateway gateway = new ScriptedGateway("one", new CopyOnWriteArrayList<>())) {
            ask(List.of(gateway.listen()), new PrintStream(out, true, StandardCharsets.UTF_8));
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith(" 0 1 2 3 4! 0 1 2 3 4!" + System.lineSeparator() + " 0 1 2 3 4!");
    }
}
