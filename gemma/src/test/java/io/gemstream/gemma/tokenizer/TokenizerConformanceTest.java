package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sentencepiece on Gemma's own vocabularies. The README of the test resources says what the folder holds. */
@EnabledIfSystemProperty(
        named = "gemstream.conformance.vocabulary",
        matches = ".+",
        disabledReason = "gemstream.conformance.vocabulary is not set: Gemma's vocabularies are not in this repository")
class TokenizerConformanceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder = Path.of(System.getProperty("gemstream.conformance.vocabulary"));

    @ParameterizedTest
    @ValueSource(strings = {"gemma2", "gemma3"})
    void encodesTheCorpusAsSentencePiece(String name) throws IOException {
        Tokenizer tokenizer = tokenizer(name);
        SoftAssertions all = new SoftAssertions();
        List<JsonNode> corpus = lines("corpus.jsonl");
        for (JsonNode line : corpus) {
            int[] ids = JSON.convertValue(line.get(name).get("ids"), int[].class);
            String text = line.get("text").textValue();
            JsonNode decoded = line.get(name).path("decoded");

            all.assertThat(tokenizer.encode(text, EncodeMode.SENTENCE_PIECE))
                    .as("ids of %d", line.get("n").intValue())
                    .containsExactly(ids);
            all.assertThat(tokenizer.decode(ids))
                    .as("text of %d", line.get("n").intValue())
                    .isEqualTo(decoded.isMissingNode() ? text : decoded.textValue());
        }
        assertThat(corpus).hasSize(664);
        all.assertAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma2", "gemma3"})
    void knowsTheBytesOfEveryToken(String name) throws IOException {
        Tokenizer tokenizer = tokenizer(name);
        List<JsonNode> lines = lines("bytes.jsonl").stream()
                .filter(line -> line.get("vocab").textValue().equals(name))
                .toList();
        SoftAssertions all = new SoftAssertions();
        for (JsonNode line : lines) {
            int[] ids = JSON.convertValue(line.get("ids"), int[].class);
            String[] bytes = JSON.convertValue(line.get("bytes_hex"), String[].class);
            all.assertThat(Arrays.stream(ids).mapToObj(id -> HexFormat.of().formatHex(tokenizer.bytes(id))))
                    .as(line.get("text").toString())
                    .containsExactly(bytes);
        }
        assertThat(lines).isNotEmpty();
        all.assertAll();
    }

    private Tokenizer tokenizer(String name) throws IOException {
        return PiecesFile.tokenizer(folder.resolve(name + "-pieces.tsv"));
    }

    private List<JsonNode> lines(String file) throws IOException {
        return JSON.readerFor(JsonNode.class)
                .<JsonNode>readValues(folder.resolve(file).toFile())
                .readAll();
    }
}
