package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsValuesOfEveryKind() {
        Path path = small().version(2).write(folder.resolve("small.gguf"));
        try (GgufFile file = GgufFile.open(path)) {
            GgufMetadata metadata = file.metadata();
            assertThat(file.version()).isEqualTo(2);
            assertThat(metadata.text("name")).contains("täst");
            assertThat(metadata.integer("count")).hasValue(0xFFFF_FFFFL);
            assertThat(metadata.real("real")).hasValue(0.5);
            assertThat(metadata.bool("flag")).contains(true);
            assertThat(metadata.texts("texts")).hasValueSatisfying(v -> assertThat(v).containsExactly("a", "", "ü"));
            assertThat(metadata.reals("reals")).hasValueSatisfying(v -> assertThat(v).containsExactly(1, -2));
            assertThat(metadata.integers("ints")).hasValueSatisfying(v -> assertThat(v).containsExactly(-1, 7));
            assertThat(metadata.bools("bools")).hasValueSatisfying(v -> assertThat(v).containsExactly(true, false));
            assertThat(metadata.integer("absent")).isEmpty();
            TensorInfo tensor = file.requireTensor("w");
            assertThat(tensor.shape()).containsExactly(32L, 2L);
            assertThat(tensor.type()).isEqualTo(GgmlType.Q8_0);
            assertThat(tensor.bytes()).isEqualTo(68);
            assertThat(tensor.offset() % 32).isZero();
            assertThat(file.bytes(tensor).byteSize()).isEqualTo(68);
        }
    }

    @Test
    void aWrongTypeNamesFileKeyAndFoundType() {
        Path path = small().write(folder.resolve("small.gguf"));
        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(() -> file.metadata().integer("name"))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("small.gguf: name: found STRING (expected: an integer)");
            assertThatThrownBy(() -> file.metadata().reals("texts"))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("texts: found ARRAY of STRING");
            assertThatThrownBy(() -> file.metadata().requireInt("count", 1, 10))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("count: 4294967295 (expected: 1 to 10)");
            assertThatThrownBy(() -> file.metadata().requireText("absent"))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageContaining("missing metadata key absent");
        }
    }

    @Test
    void nothingIsReadableAfterClose() {
        Path path = small().write(folder.resolve("small.gguf"));
        GgufFile file = GgufFile.open(path);
        MemorySegment bytes = file.bytes(file.requireTensor("w"));
        file.close();
        assertThatThrownBy(() -> bytes.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> GgufFile.open(folder.resolve("none.gguf")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("none.gguf: no such file");
        assertThatThrownBy(() -> GgufFile.open(folder)).isInstanceOf(ModelFileException.class);
    }

    static GgufBytes small() {
        return new GgufBytes()
                .text("name", "täst")
                .uint("count", -1)
                .real("real", 0.5f)
                .bool("flag", true)
                .texts("texts", "a", "", "ü")
                .reals("reals", 1, -2)
                .ints("ints", -1, 7)
                .bools("bools", true, false)
                .uint("general.alignment", 32)
                .tensor("norm", GgmlType.F32, 3)
                .tensor("w", GgmlType.Q8_0, 32, 2);
    }
}
