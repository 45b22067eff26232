package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.testing.oracle.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufVocabularyTest {

    @TempDir
    private Path folder;

    @Test
    void readsTheTinyVocabulary() {
        try (GgufFile file = GgufFile.open(Golden.path("gemma2-tiny-f32.gguf"))) {
            StoredVocabulary vocabulary = StoredVocabulary.read(file);
            assertThat(vocabulary.model()).isEqualTo("llama");
            assertThat(vocabulary.tokens()).hasSize(512).startsWith("<pad>", "<eos>", "<bos>", "<unk>", "<mask>");
            assertThat(vocabulary.tokens()[14]).isEqualTo("<0x00>");
            assertThat(vocabulary.scores()).hasSize(512);
            assertThat(vocabulary.tokenTypes()).hasSize(512).startsWith(3, 3, 3, 2, 4);
            assertThat(vocabulary.bos()).isEqualTo(2);
            assertThat(vocabulary.eos()).isEqualTo(1);
            assertThat(vocabulary.unknown()).hasValue(3);
            assertThat(vocabulary.pad()).hasValue(0);
            assertThat(vocabulary.addBos()).isTrue();
            assertThat(vocabulary.addEos()).isFalse();
            assertThat(vocabulary.addSpacePrefix()).isFalse();
            assertThat(vocabulary.chatTemplate()).isEmpty();
        }
    }

    @Test
    void gathersEveryEndThatTheFileNames() {
        StoredVocabulary vocabulary = read(minimal().uint("tokenizer.ggml.bos_token_id", 2)
                .uint("tokenizer.ggml.eos_token_id", 3).uint("tokenizer.ggml.eot_token_id", 4)
                .uint("tokenizer.ggml.eom_token_id", 5).ints("tokenizer.ggml.eos_token_ids", 1, 3, 6));

        assertThat(vocabulary.eos()).isEqualTo(3);
        assertThat(vocabulary.endOfTurn()).hasValue(4);
        assertThat(vocabulary.endTokens()).startsWith(3).containsExactlyInAnyOrder(3, 4, 5, 1, 6);
        assertRefused(minimal().uint("tokenizer.ggml.bos_token_id", 2).uint("tokenizer.ggml.eos_token_id", 3)
                .ints("tokenizer.ggml.eos_token_ids", 7), "tokenizer.ggml.eos_token_ids: 7 (expected: 0 to 6)");
    }

    @Test
    void anIdOfMinusOneIsNone() {
        StoredVocabulary vocabulary = read(minimal().uint("tokenizer.ggml.eot_token_id", -1)
                .uint("tokenizer.ggml.padding_token_id", -1));

        assertThat(vocabulary.endOfTurn()).isEmpty();
        assertThat(vocabulary.pad()).isEmpty();
        assertThat(vocabulary.endTokens()).containsExactly(1);
    }

    @Test
    void findsBosAndEosByNameWhereTheFileForgetsThem() {
        StoredVocabulary vocabulary = read(minimal());

        assertThat(vocabulary.bos()).isEqualTo(2);
        assertThat(vocabulary.eos()).isEqualTo(1);
        assertThat(vocabulary.endTokens()).containsExactly(1);
    }

    @Test
    void refusesArraysThatDisagree() {
        assertRefused(
                new GgufBytes().texts("tokenizer.ggml.tokens", "a", "b").reals("tokenizer.ggml.scores", 1)
                        .ints("tokenizer.ggml.token_type", 1, 1),
                "tokenizer.ggml.scores: 1 entries (expected: 2");
        assertRefused(
                new GgufBytes().texts("tokenizer.ggml.tokens", "a", "b").reals("tokenizer.ggml.scores", 1, 2)
                        .ints("tokenizer.ggml.token_type", 1, 1).text("tokenizer.ggml.model", "llama")
                        .uint("tokenizer.ggml.bos_token_id", 2),
                "tokenizer.ggml.bos_token_id: 2 (expected: 0 to 1)");
        assertRefused(new GgufBytes(), "missing metadata key tokenizer.ggml.tokens");
        assertRefused(new GgufBytes().ints("tokenizer.ggml.tokens", 1), "found ARRAY of INT32");
    }

    private static GgufBytes minimal() {
        return new GgufBytes().texts("tokenizer.ggml.tokens", "<pad>", "<eos>", "<bos>", "a", "b", "c", "d")
                .reals("tokenizer.ggml.scores", 0, 0, 0, 0, 0, 0, 0)
                .ints("tokenizer.ggml.token_type", 3, 3, 3, 1, 1, 1, 1)
                .text("tokenizer.ggml.model", "llama");
    }

    private StoredVocabulary read(GgufBytes bytes) {
        try (GgufFile file = GgufFile.open(bytes.write(folder.resolve("read.gguf")))) {
            return StoredVocabulary.read(file);
        }
    }

    private void assertRefused(GgufBytes bytes, String what) {
        Path path = bytes.write(folder.resolve("vocabulary.gguf"));
        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(() -> StoredVocabulary.read(file))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining(what);
        }
    }
}
