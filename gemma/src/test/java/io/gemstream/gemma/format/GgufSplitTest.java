package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.inspect.ModelInspection;
import io.gemstream.testing.oracle.Golden;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model cut into three files, as llama-gguf-split cuts: metadata in the first. */
class GgufSplitTest {

    private static final Path WHOLE = Golden.path("gemma2-tiny-f32.gguf");
    private static final int TENSORS = 46;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anyPartStandsForTheModel(int part) {
        try (GemmaModel whole = GemmaModel.load(WHOLE); GemmaModel model = GemmaModel.load(split().get(part - 1))) {
            assertThat(model.config()).isEqualTo(whole.config());
            assertThat(model.tokenizer().sha256()).isEqualTo(whole.tokenizer().sha256());
            assertThat(model.file().tensors().keySet()).isEqualTo(whole.file().tensors().keySet());
            whole.file().tensors().values().forEach(tensor -> assertThat(bytes(model.file(), tensor.name()))
                    .as(tensor.name())
                    .isEqualTo(bytes(whole.file(), tensor.name())));
        }
    }

    /** As downloads of a repository leave it: a folder for each quantisation, a vision tower beside the model. */
    @Test
    void aFolderStandsForItsOnlyModel() throws IOException {
        Path quantisation = Files.createDirectory(folder.resolve("F32"));
        for (Path part : split()) {
            Files.move(part, quantisation.resolve(part.getFileName()));
        }
        Files.writeString(folder.resolve("README.md"), "");
        Files.writeString(quantisation.resolve("mmproj-F16.gguf"), "");
        try (ModelFile whole = ModelFile.open(WHOLE); ModelFile model = ModelFile.open(quantisation)) {
            assertThat(model.tensors().keySet()).isEqualTo(whole.tensors().keySet());
        }
        assertRefused(folder, "holds folders with GGUF models", "Give the folder: F32.");
        Path other = Files.copy(WHOLE, quantisation.resolve("n-F16.gguf"));
        assertRefused(quantisation, "holds 2 GGUF models", "Give the file: m-00001-of-00003.gguf, n-F16.gguf.");
        Files.delete(other);
        Files.delete(quantisation.resolve("m-00001-of-00003.gguf"));
        assertRefused(quantisation, "part 2 of 3 of a split model, and beside it m-00001-of-00003.gguf is missing",
                "Fetch what is missing into the same folder.");
    }

    @Test
    void allFilesCount() throws Exception {
        List<Path> parts = split();
        assertThat(ModelInspection.of(parts.getFirst()).format()).isEqualTo("GGUF version 3 in 3 files");
        StringBuilder listing = new StringBuilder();
        for (Path part : parts) {
            listing.append(sha256(Files.readAllBytes(part))).append("  ").append(part.getFileName()).append('\n');
        }
        try (ModelFile file = ModelFile.open(parts.get(1))) {
            assertThat(file.files()).isEqualTo(parts);
            assertThat(ModelHash.sha256(file)).isEqualTo(sha256(listing.toString().getBytes()));
        }
    }

    /** A part of a fetch that has no checksum, under the name that it has until the last has come. */
    @Test
    void aPartIsWholeByItself() throws IOException {
        Path part = Files.move(split().get(1), folder.resolve("m-00002-of-00003.gguf.part"));
        FileStructure.require(part, "m-00002-of-00003.gguf");
        byte[] bytes = Files.readAllBytes(part);
        Files.write(part, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> FileStructure.require(part, "m-00002-of-00003.gguf"))
                .isInstanceOf(ModelFileException.class);
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        List<Path> parts = split();
        Files.delete(parts.get(0));
        assertRefused(parts.get(1), "part 2 of 3 of a split model, and beside it m-00001-of-00003.gguf is missing");
        Files.delete(parts.get(2));
        assertRefused(parts.get(1), "beside it m-00001-of-00003.gguf, m-00003-of-00003.gguf are missing");
    }

    @Test
    void refusesAPartThatWasRenamed() throws IOException {
        Path renamed = Files.move(split().get(1), folder.resolve("sha256-00"));
        assertRefused(renamed, "part 2 of 3 of a split model, whose parts are known by their names");
    }

    @Test
    void refusesPartsOfDifferentModels() throws IOException {
        List<Path> parts = split();
        byte[] second = Files.readAllBytes(parts.get(1));
        Files.copy(parts.get(2), parts.get(1), StandardCopyOption.REPLACE_EXISTING);
        assertRefused(parts.getFirst(), "part 3 of 3 (expected: 2 of 3)");
        Files.write(parts.get(1), second);
        part(3, name -> name.startsWith("blk.3"), TENSORS);
        assertRefused(parts.getFirst(), "tensors in all parts (expected: " + TENSORS + ")");
        part(3, name -> name.startsWith("blk.3") || name.startsWith("blk.2"), TENSORS);
        part(1, name -> name.startsWith("blk.0"), tensorsOf(parts));
        assertRefused(parts.getFirst(), "is in m-00002-of-00003.gguf, too");
    }

    private static int tensorsOf(List<Path> parts) {
        try (Arena arena = Arena.ofConfined()) {
            return parts.stream().mapToInt(part -> GgufPart.open(part, arena).header().tensors().size()).sum();
        }
    }

    private List<Path> split() {
        return List.of(
                part(1, name -> name.startsWith("blk.0"), TENSORS),
                part(2, name -> name.startsWith("blk.1") || name.startsWith("blk.2"), TENSORS),
                part(3, name -> !name.matches("blk\\.[012].*"), TENSORS));
    }

    private Path part(int number, Predicate<String> tensors, int all) {
        return GgufCopy.of(WHOLE, _ -> number == 1, tensors)
                .uint("split.no", number - 1)
                .uint("split.count", 3)
                .uint("split.tensors.count", all)
                .write(folder.resolve("m-0000" + number + "-of-00003.gguf"));
    }

    private static byte[] bytes(ModelFile file, String tensor) {
        return file.bytes(file.requireTensor(tensor)).toArray(ValueLayout.JAVA_BYTE);
    }

    private static void assertRefused(Path file, String what) {
        assertRefused(file, what, "");
    }

    private static void assertRefused(Path file, String what, String remedy) {
        assertThatThrownBy(() -> ModelFile.open(file).close())
                .hasMessageContaining(what)
                .isInstanceOfSatisfying(ModelFileException.class,
                        refused -> assertThat(refused.remedy()).contains(remedy));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
