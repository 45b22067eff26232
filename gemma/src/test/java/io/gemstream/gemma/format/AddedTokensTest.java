package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.oracle.SafetensorsWriter;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tokenizer.model of before a fine-tune, with tokens added beside it, over an embedding of 520 rows. */
class AddedTokensTest {

    @TempDir
    Path temporary;

    private Path model;

    @BeforeEach
    void aModelWithRowsToSpare() throws IOException {
        model = HfModels.copy("gemma1-tiny", temporary.resolve("tuned"));
        HfModels.addTokenizer(model);
        Path weights = model.resolve("model.safetensors");
        SafetensorsWriter.read(weights).padRows("model.embed_tokens.weight", 8).write(weights);
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"vocab_size\": 512", "\"vocab_size\": 520"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "tokenizer.json        | {\"version\":\"1.0\",\"added_tokens\":[{\"id\":512,\"content\":\"<im_start>\"}],\"model\":{}}",
        "added_tokens.json     | {\"<im_start>\": 512}",
        "tokenizer_config.json | {\"added_tokens_decoder\":{\"512\":{\"content\":\"<im_start>\",\"special\":true}}}",
    })
    void aTokenBehindTheLastPieceIsServed(String file, String json) throws IOException {
        Files.writeString(model.resolve(file), json);
        try (GemmaModel loaded = GemmaModel.load(model)) {
            Tokenizer tokenizer = loaded.tokenizer();
            assertThat(loaded.config().vocabularySize()).isEqualTo(513);
            assertThat(tokenizer.size()).isEqualTo(513);
            assertThat(tokenizer.encode("<im_start>")).containsExactly(512);
            assertThat(tokenizer.encode("a<im_start>a")).contains(512).startsWith(tokenizer.encode("a"));
            assertThat(tokenizer.decode(new int[] {512})).isEqualTo("<im_start>");
        }
    }

    @Test
    void aTokenInThePlaceOfAnotherPieceIsRefusedByName() throws IOException {
        added("{\"<tool>\": 300}");
        assertRefused("added token <tool> has id 300, which is the piece ");
        added("{\"<tool>\": 1}");
        assertRefused("added token <tool> has id 1, which is the piece <eos>");
    }

    @Test
    void aTokenInThePlaceOfASparePieceIsServed() {
        String[] texts = {"<eos>", "<unused0>", "[PAD3]", "a"};
        Pieces pieces = new Pieces(texts, new float[4], new int[] {3, 4, 4, 1}, 0, 0, OptionalInt.empty(),
                OptionalInt.empty());
        try (SafetensorsModel file = SafetensorsModel.open(added("{\"<tool>\": 1, \"two  words\": 2, \"a\": 3}"))) {
            assertThat(AddedTokens.onto(pieces, file).texts())
                    .containsExactly("<eos>", "<tool>", "two\u2581\u2581words", "a");
        }
    }

    @Test
    void whatATextModelDoesWithoutIsNoPiece() {
        added("{\"<image_soft_token>\": 512}");
        try (GemmaModel loaded = GemmaModel.load(model)) {
            assertThat(loaded.config().vocabularySize()).isEqualTo(512);
        }
        added("{\"<image_soft_token>\": 512, \"<tool>\": 514}");
        try (GemmaModel loaded = GemmaModel.load(model)) {
            Tokenizer tokenizer = loaded.tokenizer();
            assertThat(tokenizer.size()).isEqualTo(515);
            assertThat(tokenizer.encode("<tool>")).containsExactly(514);
            assertThat(tokenizer.encode("<image_soft_token>")).doesNotContain(512);
            assertThat(tokenizer.isText(513)).isFalse();
        }
    }

    @Test
    void aTokenWithoutARowIsRefusedByName() {
        added("{\"<tool>\": 519, \"<other>\": 520}");
        assertRefused("the embedding has 520 rows, none for <other> of the tokenizer");
        added("{\"<tool>\": 2000000000}");
        assertRefused("the embedding has 520 rows, none for <tool> of the tokenizer");
        added("{\"<tool>\": -1}");
        assertRefused("token <tool>: id -1 (expected: >= 0)");
    }

    @Test
    void filesThatContradictEachOtherAreRefused() throws IOException {
        added("{\"<tool>\": 512}");
        Files.writeString(model.resolve("tokenizer_config.json"),
                "{\"added_tokens_decoder\": {\"512\": {\"content\": \"<other>\"}}}");
        assertRefused("token 512 is <other> here and <tool> in another file beside it");
        Files.writeString(model.resolve("tokenizer_config.json"), "{\"added_tokens_decoder\": {\"x\": {\"content\": \"\"}}}");
        assertRefused("added_tokens_decoder.x: no number");
    }

    private Path added(String json) {
        try {
            Files.writeString(model.resolve("added_tokens.json"), json);
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefused(String what) {
        assertThatThrownBy(() -> GemmaModel.load(model))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(what);
    }
}
