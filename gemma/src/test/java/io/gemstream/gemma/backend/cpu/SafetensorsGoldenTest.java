package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.oracle.HfVariants;
import io.gemstream.gemma.oracle.SafetensorsWriter;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tiny models from safetensors files, against what Hugging Face transformers computes. */
class SafetensorsGoldenTest {

    private static final float LOGITS = 2e-3f;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"gemma1-tiny, gemma1-tiny", "gemma2-tiny-sharded, gemma2-tiny", "gemma3-tiny, gemma3-tiny"})
    void logitsAtEveryPosition(String folder, String golden) {
        assertLogits(HfModels.path(folder), golden, "logits");
    }

    @Test
    void logitsOfPublishedBf16Weights() {
        assertLogits(HfModels.path("gemma2-tiny-bf16"), "gemma2-tiny", "bf16_weights_f32_compute.logits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemma1-tiny", "gemma3-tiny"})
    void logitsOfWeightsRoundedToBf16(String name) {
        assertLogits(HfVariants.inBf16(name, temporary.resolve(name)), name, "bf16_weights_f32_compute.logits");
    }

    /** A norm's 1 + w is formed once, whichever file the weights come from. */
    @ParameterizedTest
    @CsvSource({"gemma1-tiny, gemma1-tiny", "gemma2-tiny-sharded, gemma2-tiny", "gemma3-tiny, gemma3-tiny"})
    void sameBitsFromSafetensorsAndGguf(String folder, String gguf) {
        int[] tokens = Golden.read(gguf + "-golden.safetensors").ints("input_ids");
        assertThat(logits(HfModels.path(folder), tokens))
                .isDeepEqualTo(logits(Golden.path(gguf + "-f32.gguf"), tokens));
    }

    @Test
    void sameBitsFromShardsAndFromOneFile() {
        int[] tokens = Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
        Path whole = HfVariants.joinedGemma2(temporary.resolve("whole"));
        float[][] sharded = logits(HfModels.path("gemma2-tiny-sharded"), tokens);
        assertThat(logits(whole, tokens)).isDeepEqualTo(sharded);
        assertThat(logits(whole.resolve("model.safetensors"), tokens)).isDeepEqualTo(sharded);
    }

    /** Weights need not be aligned: a header may have any length. */
    @Test
    void sameBitsFromDataAtAnOddOffset() throws IOException {
        Path folder = HfModels.copy("gemma1-tiny", temporary.resolve("odd"));
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter model = SafetensorsWriter.read(file);
        model.write(file);
        assertThat(headerBytes(file) % 2).as("else this is no test").isEqualTo(1);
        int[] tokens = Golden.read("gemma1-tiny-golden.safetensors").ints("input_ids");
        assertThat(logits(folder, tokens)).isDeepEqualTo(logits(HfModels.path("gemma1-tiny"), tokens));
    }

    @ParameterizedTest
    @ValueSource(strings = {"language_model.model.", "model.language_model.", ""})
    void multimodalPrefixesAndSpareTensors(String prefix) {
        Path folder = HfModels.copy("gemma3-tiny", temporary.resolve("prefixed"));
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.read(file)
                .renamed(name -> prefix + name.substring("model.".length()))
                .add("vision_tower.position_ids", "I64", List.of(1L, 2L), new byte[16])
                .write(file);
        int[] tokens = Golden.read("gemma3-tiny-golden.safetensors").ints("input_ids");
        assertThat(logits(folder, tokens)).isDeepEqualTo(logits(HfModels.path("gemma3-tiny"), tokens));
    }

    /** Rows that pad the embedding beyond the tokenizer's pieces are no tokens: there is no logit to sample. */
    @Test
    void paddedVocabularyHasNoLogits() throws IOException {
        Path folder = HfModels.copy("gemma1-tiny", temporary.resolve("padded"));
        HfModels.addTokenizer(folder);
        Files.writeString(folder.resolve("config.json"), Files.readString(folder.resolve("config.json"))
                .replace("\"vocab_size\": 512", "\"vocab_size\": 576"));
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.read(file).padRows("model.embed_tokens.weight", 64).write(file);
        int[] tokens = Golden.read("gemma1-tiny-golden.safetensors").ints("input_ids");
        float[][] logits = logits(folder, tokens);
        assertThat(logits[0]).hasSize(512);
        assertThat(logits).isDeepEqualTo(logits(HfModels.path("gemma1-tiny"), tokens));
    }

    private static void assertLogits(Path path, String name, String key) {
        Golden golden = Golden.read(name + "-golden.safetensors");
        float[][] expected = golden.rows(key);
        float[][] logits = logits(path, golden.ints("input_ids"));
        assertThat(logits).hasNumberOfRows(48);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Steps.largestDifference(logits[i], expected[i])).as("position %s", i).isLessThan(LOGITS);
        }
    }

    private static float[][] logits(Path path, int[] tokens) {
        try (GemmaModel model = GemmaModel.load(path); CpuBackend backend = Steps.backend(model, 2, 8)) {
            return Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
        }
    }

    private static int headerBytes(Path file) throws IOException {
        return Files.readAllBytes(file)[0] & 0xFF;
    }
}
