package io.gemstream.gemma;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.chat.ChatMessage;
import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.sampling.SamplerOptions;
import io.gemstream.testing.oracle.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the module's README: they compile, they run, and they are what the README shows. */
class ReadmeTest {

    private static final Pattern SHOWN = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern RUN = Pattern.compile("(?s)// shown in the README\n(.*?)\n *// to here");

    private final Path model = Golden.path("gemma2-tiny-f32.gguf");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void text() {
        // shown in the README
        try (Gemma gemma = Gemma.open(model)) {
            out.println(gemma.generate("The capital of France is").text());
        }
        // to here
        assertThat(written.toString(StandardCharsets.UTF_8)).isNotBlank();
    }

    @Test
    void chat() {
        // shown in the README
        try (Gemma gemma = Gemma.open(model)) {
            out.println(gemma.chat("Why is the sky blue?").text());
        }
        // to here
        assertThat(written.toString(StandardCharsets.UTF_8)).isNotBlank();
    }

    @Test
    void streaming() {
        // shown in the README
        try (Gemma gemma = Gemma.open(model)) {
            gemma.generate("Once upon a time", GenerateOptions.defaults(), out::print);
        }
        // to here
        assertThat(written.toString(StandardCharsets.UTF_8)).isNotBlank();
    }

    @Test
    void options() {
        // shown in the README
        try (Gemma gemma = Gemma.builder(model).slots(2).kvCacheTokens(4096).open()) {
            SamplerOptions sampling = SamplerOptions.builder().temperature(0).maxTokens(32).stop(List.of("\n")).build();
            GenerateOptions options = GenerateOptions.of(sampling).withConstraint(GrammarText.regex("(yes|no)"));
            List<ChatMessage> messages = List.of(ChatMessage.system("Be brief."), ChatMessage.user("Is water wet?"));
            out.println(gemma.chat(messages, options).text());
        }
        // to here
        assertThat(written.toString(StandardCharsets.UTF_8).strip()).isIn("yes", "no");
    }

    @Test
    void theReadmeShowsThese() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/gemstream/gemma/ReadmeTest.java"));

        List<String> shown = blocks(SHOWN, Files.readString(Path.of("README.md")));

        assertThat(shown).hasSize(4).isEqualTo(blocks(RUN, source));
    }

    private static List<String> blocks(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(ReadmeTest::block).toList();
    }

    private static String block(MatchResult result) {
        return result.group(1).stripIndent().strip();
    }
}
