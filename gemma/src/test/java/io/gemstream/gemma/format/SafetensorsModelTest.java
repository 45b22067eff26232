package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.oracle.SafetensorsWriter;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsModelTest {

    @TempDir
    Path temporary;

    @Test
    void shapesNameTheContiguousDimensionFirst() {
        try (SafetensorsModel model = SafetensorsModel.open(HfModels.path("gemma1-tiny"))) {
            TensorInfo key = model.requireTensor("model.layers.0.self_attn.k_proj.weight");
            assertThat(key.shape()).containsExactly(64L, 32L); // 32 rows of 64
            assertThat(key.bytes()).isEqualTo(64 * 32 * 4);
            assertThat(model.bytes(key).byteSize()).isEqualTo(key.bytes());
            assertThat(model.fileOf(key)).isEqualTo(HfModels.path("gemma1-tiny").resolve("model.safetensors"));
        }
    }

    /** A small file, cut at every length. */
    @Test
    void truncatedAnywhere() throws IOException {
        Path folder = folder();
        Path file = folder.resolve("model.safetensors");
        new SafetensorsWriter()
                .add("a", "F32", List.of(2L, 3L), new byte[24])
                .add("b", "BF16", List.of(4L), new byte[8])
                .write(file);
        byte[] whole = Files.readAllBytes(file);
        SafetensorsModel.open(folder).close();
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafetensorsModel.open(folder))
                    .as("length %s", length)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("model.safetensors");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1000, 100_000_001, Long.MAX_VALUE, -1})
    void absurdHeaderLength(long length) throws IOException {
        Path folder = folder();
        byte[] bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
        Files.write(folder.resolve("model.safetensors"), bytes);
        assertThatThrownBy(() -> SafetensorsModel.open(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("a header of " + Long.toUnsignedString(length) + " bytes in a file of 64");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'a':{'dtype':'F99','shape':[2],'data_offsets':[0,8]}}                     | a.dtype: F99",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}                     | a.data_offsets: [0, 8] (expected: 12",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}                     | a.data_offsets: [8, 0]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}                    | a.data_offsets: [-8, 0]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}                       | a.data_offsets: [0]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8.5]}}                   | a.data_offsets: found an array",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}                    | a.shape: [-2]",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | a.shape: [4294967296, 4294967296]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,16]}}                    | tensor a: bytes 8 to 16 of 8 bytes of data",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}                     | tensor a: begins at data byte 4",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}                     | 8 bytes of data (expected: 4)",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} "
                + "| tensor b: begins at data byte 4 (expected: 8",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} "
                + "| Duplicate field",
        "{'a':{'shape':[2],'data_offsets':[0,8]}}                                   | missing key a.dtype",
        "{'a':{'dtype':'F32','data_offsets':[0,8]}}                                 | missing key a.shape",
        "{'a':{'dtype':'F32','shape':[2]}}                                          | missing key a.data_offsets",
        "{'a':[1]}                                                                  | a: found an array",
        "{'a':                                                                      | not valid JSON",
        "[]                                                                         | no JSON object"
    })
    void damagedHeader(String header, String message) throws IOException {
        Path folder = folder();
        SafetensorsWriter.write(folder.resolve("model.safetensors"), header.replace('\'', '"'), new byte[8]);
        assertThatThrownBy(() -> SafetensorsModel.open(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("model.safetensors")
                .hasMessageContaining(message);
    }

    /** Any byte of a header may be wrong: the file is read or refused, and nothing else. */
    @Test
    void fuzzedHeader() throws IOException {
        Path folder = HfModels.copy("gemma2-tiny-bf16", temporary.resolve("fuzz"));
        Path file = folder.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        int headerBytes = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(8 + headerBytes)] = (byte) random.nextInt(256);
            Files.write(file, damaged);
            try {
                GemmaModel.load(folder).close();
            } catch (ModelFileException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    @Test
    void missingTensor() {
        assertChanged(
                model -> model.remove("model.layers.2.mlp.up_proj.weight"),
                "missing tensor model.layers.2.mlp.up_proj.weight");
    }

    @Test
    void missingEmbedding() {
        assertChanged(model -> model.remove("model.embed_tokens.weight"), "missing tensor model.embed_tokens.weight");
    }

    @Test
    void wrongShape() {
        assertChanged(
                model -> model.add("model.layers.1.self_attn.q_proj.weight", "F32", List.of(64L, 128L),
                        new byte[64 * 128 * 4]),
                "model.layers.1.self_attn.q_proj.weight: shape [128, 64] (expected: [64, 128])");
    }

    @Test
    void embeddingWithTooFewRows() {
        assertChanged(
                model -> model.add("model.embed_tokens.weight", "F32", List.of(511L, 64L), new byte[511 * 64 * 4]),
                "model.embed_tokens.weight: shape [64, 511] (expected: [64, at least 512])");
    }

    @Test
    void weightsOfATypeThatNoKernelReads() {
        assertChanged(
                model -> model.add("model.norm.weight", "F64", List.of(64L), new byte[64 * 8]),
                "tensor model.norm.weight: stored as F64 (expected: F32, F16 or BF16)");
    }

    private void assertChanged(UnaryOperator<SafetensorsWriter> change, String message) {
        Path folder = HfModels.copy("gemma1-tiny", temporary.resolve("changed"));
        Path file = folder.resolve("model.safetensors");
        change.apply(SafetensorsWriter.read(file)).write(file);
        assertThatThrownBy(() -> GemmaModel.load(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(message);
    }

    @Test
    void missingShard() throws IOException {
        Path folder = HfModels.copy("gemma2-tiny-sharded", temporary.resolve("shards"));
        Files.delete(folder.resolve("model-00003-of-00004.safetensors"));
        assertThatThrownBy(() -> ModelFile.open(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("model-00003-of-00004.safetensors: no such file");
    }

    @Test
    void shardWithoutATensorOfTheIndex() {
        Path folder = HfModels.copy("gemma2-tiny-sharded", temporary.resolve("shards"));
        Path shard = folder.resolve("model-00002-of-00004.safetensors");
        SafetensorsWriter.read(shard).remove("model.layers.0.mlp.up_proj.weight").write(shard);
        assertThatThrownBy(() -> ModelFile.open(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(
                        "model-00002-of-00004.safetensors: missing tensor model.layers.0.mlp.up_proj.weight");
    }

    @Test
    void shardOfAnotherModel() throws IOException {
        Path folder = HfModels.copy("gemma2-tiny-sharded", temporary.resolve("shards"));
        Files.copy(folder.resolve("model-00001-of-00004.safetensors"),
                folder.resolve("model-00002-of-00004.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> ModelFile.open(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("model-00002-of-00004.safetensors: tensor model.embed_tokens.weight is here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../model.safetensors", "/etc/passwd", "..", ""})
    void indexThatPointsElsewhere(String shard) throws IOException {
        Path folder = folder();
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"" + shard + "\"}}");
        assertThatThrownBy(() -> ModelFile.open(folder))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("weight_map.a");
    }

    @Test
    void directoryWithoutAModel() throws IOException {
        assertThatThrownBy(() -> ModelFile.open(folder()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("holds 0 .safetensors files");
    }

    @Test
    void fileWithoutConfig() throws IOException {
        Path folder = HfModels.copy("gemma1-tiny", temporary.resolve("bare"));
        Files.delete(folder.resolve("config.json"));
        assertThatThrownBy(() -> ModelFile.open(folder.resolve("model.safetensors")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("config.json: no such file");
    }

    @Test
    void noFile() {
        assertThatThrownBy(() -> ModelFile.open(temporary.resolve("nothing.safetensors")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("nothing.safetensors: no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GGU", "not a model", "12345678[1]"})
    void fileOfNeitherFormat(String content) throws IOException {
        Path file = Files.writeString(temporary.resolve("model.gguf"), content);
        assertThatThrownBy(() -> ModelFile.open(file))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("model.gguf: neither a GGUF nor a safetensors file");
    }

    @Test
    void formatIsKnownByContent() throws IOException {
        Path disguised = temporary.resolve("model.safetensors");
        Files.copy(Golden.path("gemma1-tiny-f32.gguf"), disguised);
        try (ModelFile file = ModelFile.open(disguised)) {
            assertThat(file).isInstanceOf(GgufFile.class);
        }
    }

    @Test
    void closedFileIsNotRead() {
        SafetensorsModel model = SafetensorsModel.open(HfModels.path("gemma1-tiny"));
        TensorInfo norm = model.requireTensor("model.norm.weight");
        model.close();
        assertThatThrownBy(() -> model.bytes(norm).get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    private Path folder() throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("small"));
        Files.copy(HfModels.path("gemma1-tiny").resolve("config.json"), folder.resolve("config.json"));
        return folder;
    }
}
