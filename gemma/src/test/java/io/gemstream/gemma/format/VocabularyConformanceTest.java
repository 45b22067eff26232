package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gemstream.gemma.tokenizer.EncodeMode;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.gemma.tokenizer.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Gemma 2's own vocabulary from both of its files. The README of the test resources says what the folder holds. */
@EnabledIfSystemProperty(
        named = "gemstream.conformance.vocabulary",
        matches = ".+",
        disabledReason = "gemstream.conformance.vocabulary is not set: Gemma's vocabularies are not in this repository")
class VocabularyConformanceTest {

    private final Path folder = Path.of(System.getProperty("gemstream.conformance.vocabulary"));

    @Test
    void bothFilesHoldTheSamePieces() {
        Pieces original = SentencePieceModel.read(folder.resolve("gemma2-tokenizer.model"));
        Pieces converted = TokenizersFile.read(folder.resolve("gemma2-tokenizer.json"));
        assertThat(original.texts()).hasSize(256_000);
        assertThat(converted.texts()).isEqualTo(original.texts());
        assertThat(converted.types()).isEqualTo(original.types());
        assertThat(converted.scores()).isEqualTo(original.scores());
        assertThat(converted.bos()).isEqualTo(original.bos()).isEqualTo(2);
        assertThat(converted.eos()).isEqualTo(original.eos()).isEqualTo(1);
        assertThat(converted.unknown()).isEqualTo(original.unknown()).hasValue(3);
        assertThat(converted.pad()).isEqualTo(original.pad()).hasValue(0);
    }

    @Test
    void encodesTheCorpusAsSentencePiece() throws IOException {
        assertCorpus(SentencePieceModel.read(folder.resolve("gemma2-tokenizer.model")));
    }

    @Test
    void encodesTheCorpusAsSentencePieceFromTokenizersFile() throws IOException {
        assertCorpus(TokenizersFile.read(folder.resolve("gemma2-tokenizer.json")));
    }

    private void assertCorpus(Pieces pieces) throws IOException {
        Tokenizer tokenizer = Tokenizer.of(Vocabulary.of(pieces.texts(), pieces.scores(), pieces.types(), pieces.bos(),
                pieces.eos(), pieces.unknown().orElse(-1), pieces.pad().orElse(-1)));
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> corpus = json.readerFor(JsonNode.class)
                .<JsonNode>readValues(folder.resolve("corpus.jsonl").toFile())
                .readAll();
        SoftAssertions all = new SoftAssertions();
        for (JsonNode line : corpus) {
            all.assertThat(tokenizer.encode(line.get("text").textValue(), EncodeMode.SENTENCE_PIECE))
                    .as("ids of %d", line.get("n").intValue())
                    .containsExactly(json.convertValue(line.get("gemma2").get("ids"), int[].class));
        }
        assertThat(corpus).hasSize(664);
        all.assertAll();
    }
}
