package io.gemstream.gemma.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gemstream.gemma.tokenizer.PiecesFile;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations to ids with Gemma's own vocabularies. The README of the test resources says what the folder holds. */
@EnabledIfSystemProperty(
        named = "gemstream.conformance.vocabulary",
        matches = ".+",
        disabledReason = "gemstream.conformance.vocabulary is not set: Gemma's vocabularies are not in this repository")
class ChatConformanceTest {

    private final ObjectMapper json = new ObjectMapper();
    private final Path folder = Path.of(System.getProperty("gemstream.conformance.vocabulary"));

    @ParameterizedTest
    @ValueSource(strings = {"gemma2", "gemma3"})
    void encodesConversations(String vocabulary) throws IOException {
        Tokenizer tokenizer = PiecesFile.tokenizer(folder.resolve(vocabulary + "-pieces.tsv"));
        ChatTemplate template = new ChatTemplate(SystemPolicy.FOLD);
        List<ChatGolden> conversations =
                ChatGolden.all().stream().filter(golden -> !golden.refused()).toList();
        SoftAssertions all = new SoftAssertions();
        for (ChatGolden golden : conversations) {
            int[] ids = template.render(golden.messages(), golden.ending()).stream()
                    .flatMapToInt(segment -> ids(tokenizer, segment))
                    .toArray();
            all.assertThat(ids)
                    .as(golden.name())
                    .containsExactly(json.convertValue(
                            golden.byVocabulary().get(vocabulary).get("ids"), int[].class));
        }
        assertThat(conversations).hasSize(22);
        all.assertAll();
    }

    private static IntStream ids(Tokenizer tokenizer, ChatSegment segment) {
        return switch (segment) {
            case ChatSegment.Special(String piece) ->
                IntStream.of(tokenizer.id(piece).orElseThrow());
            case ChatSegment.Text(String text) -> IntStream.of(tokenizer.encode(text));
        };
    }
}
