package io.gemstream.gemma.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.format.TensorInfo;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.oracle.SafetensorsWriter;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelConverterTest {

    @TempDir
    Path temporary;

    /** The oracle's GGUF files were written by Python from the same weights, with 1 + w for norms. */
    @ParameterizedTest
    @CsvSource({"gemma1-tiny, gemma1-tiny", "gemma2-tiny-sharded, gemma2-tiny", "gemma3-tiny, gemma3-tiny"})
    void holdsTheTensorsOfTheOracle(String folder, String name) {
        Path target = converted(withTokenizer(folder), StoredType.F32);
        try (GgufFile found = GgufFile.open(target);
                GgufFile expected = GgufFile.open(Golden.path(name + "-f32.gguf"))) {
            assertThat(found.tensors().keySet()).isEqualTo(expected.tensors().keySet());
            for (TensorInfo tensor : expected.tensors().values()) {
                TensorInfo other = found.requireTensor(tensor.name());
                assertThat(other.shape()).as(tensor.name()).isEqualTo(tensor.shape());
                assertThat(found.bytes(other).mismatch(expected.bytes(tensor))).as(tensor.name()).isEqualTo(-1);
            }
            GemmaConfig config = GemmaConfig.read(expected);
            assertThat(GemmaConfig.read(found)).usingRecursiveComparison().ignoringFields("name").isEqualTo(config);
        }
    }

    @Test
    void holdsTheVocabularyOfTheOracle() {
        Path target = converted(withTokenizer("gemma1-tiny"), StoredType.F32);
        try (GgufFile found = GgufFile.open(target);
                GgufFile expected = GgufFile.open(Golden.path("gemma1-tiny-f32.gguf"))) {
            StoredVocabulary ours = StoredVocabulary.read(found);
            StoredVocabulary theirs = StoredVocabulary.read(expected);
            assertThat(ours.scores()).isEqualTo(theirs.scores());
            for (int id = 0; id < 512; id++) {
                // llama.cpp's converter marks turn tokens control and writes plain spaces in user-defined pieces.
                boolean userDefined = theirs.tokenTypes()[id] == 4;
                boolean special = List.of("<mask>", "<start_of_turn>", "<end_of_turn>").contains(theirs.tokens()[id]);
                assertThat(ours.tokenTypes()[id]).isEqualTo(special ? 3 : theirs.tokenTypes()[id]);
                assertThat(ours.tokens()[id])
                        .isEqualTo(userDefined ? theirs.tokens()[id].replace('\u2581', ' ') : theirs.tokens()[id]);
            }
            assertThat(ours.endOfTurn()).hasValue(6);
        }
    }

    @ParameterizedTest
    @EnumSource(StoredType.class)
    void storesMatricesInTheTypeAskedFor(StoredType type) {
        Path target = converted(withTokenizer("gemma2-tiny-bf16"), type);
        try (GgufFile file = GgufFile.open(target)) {
            assertThat(file.requireTensor("blk.0.attn_q.weight").type().name()).isEqualTo(type.name());
            assertThat(file.requireTensor("token_embd.weight").type())
                    .isEqualTo(type == StoredType.Q4_0 ? GgmlType.Q8_0 : GgmlType.valueOf(type.name()));
            assertThat(file.requireTensor("blk.0.attn_norm.weight").type()).isEqualTo(GgmlType.F32);
            assertThat(file.metadata().integer("general.file_type")).hasValue(switch (type) {
                case F32 -> 0;
                case F16 -> 1;
                case BF16 -> 32;
                case Q8_0 -> 7;
                case Q4_0 -> 2;
            });
        }
    }

    @Test
    void paddingRowsAndChatTemplate() throws IOException {
        Path folder = withTokenizer("gemma1-tiny");
        Files.writeString(folder.resolve("config.json"), Files.readString(folder.resolve("config.json"))
                .replace("\"vocab_size\": 512", "\"vocab_size\": 576"));
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ bos_token }}\u00e9");
        Path weights = folder.resolve("model.safetensors");
        SafetensorsWriter.read(weights).padRows("model.embed_tokens.weight", 64).write(weights);
        try (GgufFile file = GgufFile.open(converted(folder, StoredType.Q8_0))) {
            assertThat(file.requireTensor("token_embd.weight").shape()).containsExactly(64L, 512L);
            assertThat(StoredVocabulary.read(file).chatTemplate()).contains("{{ bos_token }}\u00e9");
        }
    }

    @Test
    void keepsEveryEndThatTheFilesName() throws IOException {
        Path folder = withTokenizer("gemma1-tiny");
        try (GgufFile file = GgufFile.open(converted(folder, StoredType.F16))) {
            assertThat(file.metadata().has("tokenizer.ggml.eos_token_ids")).as("eos and eot say it all").isFalse();
        }
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [1, 6, 300]}");
        try (GgufFile file = GgufFile.open(converted(folder, StoredType.F16))) {
            assertThat(StoredVocabulary.read(file).endTokens()).containsExactlyInAnyOrder(1, 6, 300);
        }
    }

    @Test
    void progressEndsAtTheTotal() {
        List<Long> done = new ArrayList<>();
        List<Long> totals = new ArrayList<>();
        Path target = temporary.resolve("progress.gguf");
        ModelConverter.convert(withTokenizer("gemma1-tiny"), target, StoredType.F16, (bytes, total) -> {
            done.add(bytes);
            totals.add(total);
        });
        assertThat(done).isSorted();
        assertThat(done.getLast()).isEqualTo(totals.getLast());
        assertThat(totals).containsOnly(totals.getFirst());
    }

    @Test
    void replacesAnOlderTarget() throws IOException {
        Path target = Files.writeString(temporary.resolve("old.gguf"), "old");
        ModelConverter.convert(withTokenizer("gemma1-tiny"), target, StoredType.F16, ProgressListener.NONE);
        try (ModelFile file = ModelFile.open(target)) {
            assertThat(file).isInstanceOf(GgufFile.class);
        }
    }

    @Test
    void leavesNothingBehindWhenItFails() throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("out"));
        Path target = Files.writeString(folder.resolve("model.gguf"), "old");
        RuntimeException stop = new IllegalStateException("stop");
        Path source = withTokenizer("gemma1-tiny");
        assertThatThrownBy(() -> ModelConverter.convert(source, target, StoredType.F16, (_, _) -> {
                    throw stop;
                }))
                .isSameAs(stop);
        assertThat(target).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(target);
        }
    }

    @Test
    void numbersThatDoNotFit() {
        Path folder = withTokenizer("gemma1-tiny");
        Path weights = folder.resolve("model.safetensors");
        byte[] large = ByteBuffer.allocate(64 * 128 * 4).order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * 300, 1e6f).array();
        SafetensorsWriter.read(weights)
                .add("model.layers.1.mlp.gate_proj.weight", "F32", List.of(128L, 64L), large)
                .write(weights);
        assertThatThrownBy(() -> converted(folder, StoredType.F16))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("model.layers.1.mlp.gate_proj.weight: 1000000.0 in row 4 does not fit F16");
        try (GgufFile file = GgufFile.open(converted(folder, StoredType.BF16))) {
            TensorInfo gate = file.requireTensor("blk.1.ffn_gate.weight");
            assertThat(file.bytes(gate).get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 600))
                    .isEqualTo((short) 0x4974); // 1e6 in BF16
        }
    }

    @Test
    void sourceWithoutATokenizer() {
        assertThatThrownBy(() -> converted(HfModels.path("gemma1-tiny"), StoredType.F16))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("holds neither tokenizer.model nor tokenizer.json");
    }

    @Test
    void sourceThatIsAlreadyConverted() {
        assertThatThrownBy(() -> converted(Golden.path("gemma1-tiny-f32.gguf"), StoredType.F16))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("a GGUF file already");
    }

    @Test
    void targetInNoDirectory() {
        Path target = temporary.resolve("none/model.gguf");
        assertThatThrownBy(() -> ModelConverter.convert(
                        withTokenizer("gemma1-tiny"), target, StoredType.F16, ProgressListener.NONE))
                .isInstanceOfSatisfying(ModelWriteException.class, e -> {
                    assertThat(e.diskFull()).isFalse();
                    assertThat(e.target()).isEqualTo(target);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "No space left on device, true", "There is not enough space on the disk, true", "Disk quota exceeded, true",
        "Permission denied, false"
    })
    void knowsAFullDisk(String message, boolean full) {
        assertThat(ModelConverter.isDiskFull(new IOException(message))).isEqualTo(full);
        assertThat(ModelWriteException.noSpace(temporary, 2, 1))
                .hasMessageContaining("needs 2 bytes where 1 are free")
                .matches(ModelWriteException::diskFull);
    }

    private Path withTokenizer(String name) {
        Path folder = HfModels.copy(name, temporary.resolve(name));
        HfModels.addTokenizer(folder);
        return folder;
    }

    private Path converted(Path source, StoredType type) {
        Path target = temporary.resolve(type + ".gguf");
        ModelConverter.convert(source, target, type, ProgressListener.NONE);
        return target;
    }
}
