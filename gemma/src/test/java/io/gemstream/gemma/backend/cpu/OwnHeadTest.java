package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.convert.ModelConverter;
import io.gemstream.gemma.convert.StoredType;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufBytes;
import io.gemstream.gemma.format.GgufCopy;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.model.SpareTensor;
import io.gemstream.gemma.oracle.HfVariants;
import io.gemstream.gemma.oracle.SafetensorsWriter;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An output head that is not the embedding, against Hugging Face transformers with {@code tie_word_embeddings} false. */
class OwnHeadTest {

    private static final float LOGITS = 2e-3f;
    private static final float QUANTISED_LOGITS = 1e-3f;
    private static final float FAST_LOGITS = 1.5f; // what 8-bit activations may cost: FastProfileTest
    private static final Golden GOLDEN = Golden.read("untied-golden.safetensors");
    private static final Path TIED = Golden.path("gemma2-tiny-f32.gguf");

    @TempDir
    Path folder;

    static boolean fastIsSupported() {
        return FastProfileTest.supported();
    }

    @Test
    void logitsFromGguf() {
        Path file = GgufCopy.of(TIED, _ -> true, _ -> true)
                .tensor("output.weight", GgmlType.F32, head(), 64, 512)
                .write(folder.resolve("untied.gguf"));
        assertLogits(file);
    }

    /** Whether or not the configuration says so: what is stored counts, as in transformers since version 5. */
    @ParameterizedTest
    @ValueSource(strings = {"lm_head.weight", "language_model.lm_head.weight"})
    void logitsFromSafetensors(String name) throws IOException {
        Path model = safetensors(name, head());
        assertLogits(model);
        sayUntied(model);
        assertLogits(model);
    }

    @Test
    void isConverted() throws IOException {
        Path model = safetensors("lm_head.weight", head());
        HfModels.addTokenizer(model);
        Path file = folder.resolve("converted.gguf");
        ModelConverter.convert(model, file, StoredType.F32, (_, _) -> {});
        assertLogits(file);
    }

    @Test
    void aCopyOfTheEmbeddingIsNoHeadOfItsOwn() {
        try (GemmaModel tied = GemmaModel.load(TIED)) {
            byte[] embedding = tied.weights().embedding().data().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            Path file = GgufCopy.of(TIED, _ -> true, _ -> true)
                    .tensor("output.weight", GgmlType.F32, embedding, 64, 512)
                    .write(folder.resolve("copy.gguf"));
            try (GemmaModel model = GemmaModel.load(file)) {
                assertThat(model.weights().ownHead()).isEmpty();
                assertThat(model.spareTensors()).containsExactly(
                        new SpareTensor("output.weight", "the same numbers as token_embd.weight"));
            }
        }
    }

    /** Stored in another type, the same numbers are the same head: these are exact in 16 bits. */
    @Test
    void theSameNumbersInAnotherTypeAreTheEmbedding() {
        ByteBuffer wide = ByteBuffer.allocate(512 * 64 * 4).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer narrow = ByteBuffer.allocate(512 * 64 * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 512 * 64; i++) {
            wide.putFloat(i % 128 - 64);
            narrow.putShort((short) (Float.floatToIntBits(i % 128 - 64) >>> 16));
        }
        GgufBytes model = GgufCopy.of(TIED, _ -> true, name -> !name.equals("token_embd.weight"))
                .tensor("token_embd.weight", GgmlType.F32, wide.array(), 64, 512);
        assertThat(hasOwnHead(model.tensor("output.weight", GgmlType.BF16, narrow.array(), 64, 512))).isFalse();
        narrow.putShort(2 * 511 * 64, (short) 0x7F00);
        GgufBytes other = GgufCopy.of(TIED, _ -> true, name -> !name.equals("token_embd.weight"))
                .tensor("token_embd.weight", GgmlType.F32, wide.array(), 64, 512);
        assertThat(hasOwnHead(other.tensor("output.weight", GgmlType.BF16, narrow.array(), 64, 512))).isTrue();
    }

    @Test
    void aHeadThatIsPromisedAndMissingIsNamed() throws IOException {
        Path model = HfVariants.joinedGemma2(folder.resolve("headless"));
        sayUntied(model);
        assertThatThrownBy(() -> GemmaModel.load(model))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("missing tensor lm_head.weight");
    }

    @Test
    void aHeadOfAnotherShapeIsRefused() {
        Path file = GgufCopy.of(TIED, _ -> true, _ -> true)
                .tensor("output.weight", GgmlType.F32, 64, 511)
                .write(folder.resolve("short.gguf"));
        assertThatThrownBy(() -> GemmaModel.load(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("output.weight: shape [64, 511] (expected: [64, at least 512])");
    }

    @Test
    void quantisedInTheExactProfile() {
        assertThat(largestDifference(NumericProfile.EXACT)).isLessThan(QUANTISED_LOGITS);
    }

    @Test
    @EnabledIf(value = "fastIsSupported", disabledReason = "there are no kernels for this machine")
    void quantisedInTheFastProfile() {
        assertThat(largestDifference(NumericProfile.FAST)).isLessThan(FAST_LOGITS);
    }

    /** Only the head is packed: of the embedding rows are looked up where they are. */
    @Test
    void countsInTheMemory() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-iq4_nl-untied.gguf"))) {
            long table = 512 * 144;
            assertThat(model.weights().matrixBytes())
                    .isEqualTo(model.file().tensors().values().stream()
                            .filter(tensor -> tensor.shape().size() == 2)
                            .mapToLong(tensor -> tensor.bytes())
                            .sum());
            long packed = MemoryEstimate.of(model.config(), model.weights(),
                    CpuOptions.builder().threads(1).kvCacheTokens(64).profile(NumericProfile.FAST)
                            .build()).packedBytes();
            assertThat(packed).isGreaterThanOrEqualTo(model.weights().matrixBytes() - table);
            assertThat(packed).isLessThan(model.weights().matrixBytes());
        }
    }

    private float largestDifference(NumericProfile profile) {
        Golden golden = Golden.read("iq4-golden.safetensors");
        int[] tokens = golden.ints("input_ids");
        float[][] expected = golden.rows("IQ4_NL.logits");
        float most = 0;
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-iq4_nl-untied.gguf"));
                CpuBackend backend = Steps.backend(model, 2, 16, profile)) {
            assertThat(model.weights().ownHead()).isPresent();
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(logits.length).isEqualTo(expected.length);
            for (int i = 0; i < expected.length; i++) {
                most = Math.max(most, Steps.largestDifference(logits[i], expected[i]));
            }
        }
        return most;
    }

    private boolean hasOwnHead(GgufBytes model) {
        try (GemmaModel loaded = GemmaModel.load(model.write(folder.resolve("types.gguf")))) {
            return loaded.weights().ownHead().isPresent();
        }
    }

    private Path safetensors(String name, byte[] head) {
        Path model = HfVariants.joinedGemma2(folder.resolve("untied"));
        Path file = model.resolve("model.safetensors");
        SafetensorsWriter.read(file).add(name, "F32", List.of(512L, 64L), head).write(file);
        return model;
    }

    private static void sayUntied(Path model) throws IOException {
        Path config = model.resolve("config.json");
        String said = Files.readString(config).replace("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false");
        assertThat(said).contains("\"tie_word_embeddings\": false");
        Files.writeString(config, said);
    }

    private static void assertLogits(Path path) {
        int[] tokens = GOLDEN.ints("input_ids");
        float[][] expected = GOLDEN.rows("logits");
        try (GemmaModel model = GemmaModel.load(path); CpuBackend backend = Steps.backend(model, 2, 8)) {
            float[][] logits = Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
            assertThat(logits.length).isEqualTo(expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertThat(Steps.largestDifference(logits[i], expected[i])).as("position %s", i).isLessThan(LOGITS);
            }
        }
    }

    private static byte[] head() {
        float[] values = GOLDEN.floats("head");
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }
}
