package io.gemstream.gemma.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufBytes;
import io.gemstream.gemma.format.GgufCopy;
import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.testing.oracle.Golden;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Ollama's converter writes otherwise: ollama/ollama convert/convert_gemma3.go and llama/compat. */
class OllamaFilesTest {

    private static final Path GEMMA3 = Golden.path("gemma3-tiny-f32.gguf");
    private static final List<String> LEFT_OUT = List.of("gemma3.attention.layer_norm_rms_epsilon",
            "gemma3.rope.freq_base", "gemma3.rope.local.freq_base", "gemma3.attention.sliding_window_pattern");

    @TempDir
    Path folder;

    /** A blob of its store: no ending, no keys that all files have alike, the vision tower, a piece for images. */
    @Test
    void aBlobIsTheSameModel() {
        Path blob = withPieces("<image_soft_token>").tensor("v.patch_embd.bias", GgmlType.F32, 4)
                .write(folder.resolve("sha256-29f6a2c9a6a45fb5f6a5b7d1b2f6c4c3"));
        try (GemmaModel original = GemmaModel.load(GEMMA3); GemmaModel found = GemmaModel.load(blob)) {
            assertThat(found.config()).isEqualTo(original.config());
            assertThat(found.tokenizer().sha256()).isEqualTo(original.tokenizer().sha256());
            assertThat(found.spareTensors()).extracting(SpareTensor::name).containsExactly("v.patch_embd.bias");
        }
    }

    @Test
    void aPieceThatSomebodyMayWantNeedsARow() {
        Path file = withPieces("<image_soft_token>", "<|im_start|>", "<|im_end|>").write(folder.resolve("m.gguf"));
        assertThatThrownBy(() -> GemmaModel.load(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("the embedding has 512 rows, none for <|im_start|>, <|im_end|> of the tokenizer");
    }

    @Test
    void aSpecialIdBehindTheLastRowIsRefused() {
        Path file = pieces(GgufCopy.of(GEMMA3, key -> !isPieces(key) && !key.endsWith("padding_token_id"), _ -> true),
                "[PAD0]").uint("tokenizer.ggml.padding_token_id", 512).write(folder.resolve("m.gguf"));
        try (GemmaModel model = GemmaModel.load(file)) {
            assertThatThrownBy(model::tokenizer)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("tokenizer.ggml.padding_token_id: 512 (expected: 0 to 511)");
        }
    }

    /** Published with positions stretched by 8 on global layers; the older converters left that to the runtime. */
    @ParameterizedTest
    @CsvSource({"34, 2560, 8, 256, 8", "48, 3840, 16, 256, 8", "62, 5376, 32, 128, 8", "26, 1152, 4, 256, 1"})
    void globalLayersAreStretchedAsPublished(int layers, int hidden, int heads, int headDim, float scale) {
        ConfigReading reading = read(sizes(layers, hidden, heads));
        assertThat(reading.config().headDim()).isEqualTo(headDim);
        assertThat(reading.config().normEpsilon()).isEqualTo(1e-6f);
        assertThat(reading.config().layers().get(5)).returns(scale, LayerConfig::ropeScale).returns(0, LayerConfig::window);
        assertThat(reading.config().layers().get(4)).returns(1f, LayerConfig::ropeScale);
        assertThat(reading.corrections()).extracting(ConfigCorrection::key)
                .isEqualTo(scale == 1 ? List.of() : List.of("gemma3.rope.scaling.factor"));
    }

    @Test
    void aFileThatSaysSoIsBelieved() {
        ConfigReading plain = read(sizes(34, 2560, 8).text("gemma3.rope.scaling.type", "none"));
        assertThat(plain.config().layers().get(5).ropeScale()).isEqualTo(1);
        assertThat(plain.corrections()).isEmpty();
        ConfigReading stretched = read(sizes(34, 2560, 8).real("gemma3.rope.scaling.factor", 4));
        assertThat(stretched.config().layers().get(5).ropeScale()).isEqualTo(4);
    }

    @Test
    void theCapOfGemma2IsNotBelievedOfGemma3() {
        ConfigReading reading = read(sizes(26, 1152, 4).real("gemma3.final_logit_softcapping", 30));
        assertThat(reading.config().finalSoftcap()).isZero();
        assertThat(reading.corrections()).extracting(ConfigCorrection::key)
                .containsExactly("gemma3.final_logit_softcapping");
    }

    @Test
    void theOlderNameOfTheGlobalBase() {
        ConfigReading reading = read(sizes(26, 1152, 4).real("gemma3.rope.global.freq_base", 5e5f));
        assertThat(reading.config().layers().get(5).ropeBase()).isEqualTo(5e5f);
        assertThat(reading.config().layers().get(4).ropeBase()).isEqualTo(1e4f);
    }

    /** Its converter writes user-defined pieces as normal ones, but for turn tokens, which it writes as control. */
    @Test
    void userDefinedPiecesAreCutOutAllTheSame() {
        try (GemmaModel original = GemmaModel.load(GEMMA3)) {
            StoredVocabulary vocabulary = StoredVocabulary.read(original.file());
            int[] types = vocabulary.tokenTypes();
            int[] written = new int[types.length];
            for (int id = 0; id < types.length; id++) {
                written[id] = types[id] != 4 ? types[id] : vocabulary.tokens()[id].endsWith("_turn>") ? 3 : 1;
            }
            assertThat(Arrays.stream(written).filter(type -> type == 4)).isEmpty();
            Path file = GgufCopy.of(GEMMA3, key -> !key.endsWith("token_type"), _ -> true)
                    .ints("tokenizer.ggml.token_type", written)
                    .write(folder.resolve("sha256-00"));
            try (GemmaModel found = GemmaModel.load(file)) {
                assertThat(found.tokenizer().sha256()).isEqualTo(original.tokenizer().sha256());
            }
        }
    }

    private static GgufBytes withPieces(String... more) {
        return pieces(GgufCopy.of(GEMMA3, key -> !isPieces(key) && !LEFT_OUT.contains(key), _ -> true), more);
    }

    private static GgufBytes pieces(GgufBytes file, String... more) {
        try (GgufFile original = GgufFile.open(GEMMA3)) {
            String[] tokens = original.metadata().texts("tokenizer.ggml.tokens").orElseThrow();
            float[] scores = original.metadata().reals("tokenizer.ggml.scores").orElseThrow();
            int[] types = original.metadata().integers("tokenizer.ggml.token_type").orElseThrow();
            int size = tokens.length;
            String[] longer = Arrays.copyOf(tokens, size + more.length);
            System.arraycopy(more, 0, longer, size, more.length);
            int[] longerTypes = Arrays.copyOf(types, longer.length);
            Arrays.fill(longerTypes, size, longer.length, 4);
            return file.texts("tokenizer.ggml.tokens", longer)
                    .reals("tokenizer.ggml.scores", Arrays.copyOf(scores, longer.length))
                    .ints("tokenizer.ggml.token_type", longerTypes);
        }
    }

    private static boolean isPieces(String key) {
        return key.matches("tokenizer\\.ggml\\.(tokens|scores|token_type)");
    }

    private static GgufBytes sizes(int layers, int hidden, int heads) {
        return new GgufBytes()
                .text("general.architecture", "gemma3")
                .uint("gemma3.context_length", 131_072)
                .uint("gemma3.embedding_length", hidden)
                .uint("gemma3.block_count", layers)
                .uint("gemma3.feed_forward_length", 2 * hidden)
                .uint("gemma3.attention.head_count", heads)
                .uint("gemma3.attention.head_count_kv", 1)
                .uint("gemma3.attention.sliding_window", 1024)
                .texts("tokenizer.ggml.tokens", "a", "b");
    }

    private ConfigReading read(GgufBytes bytes) {
        try (GgufFile file = GgufFile.open(bytes.write(folder.resolve("config.gguf")))) {
            return ConfigReading.of(file);
        }
    }
}
