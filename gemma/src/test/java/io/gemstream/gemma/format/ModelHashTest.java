package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected hashes are those of coreutils' {@code sha256sum}. */
class ModelHashTest {

    private static final String GEMMA3 = "d70ab67d6c81af8982d6503f589d25fee3aa33a177f0500e12676b5e6d7c8126";

    @TempDir
    Path temporary;

    @Test
    void aGgufFileHasItsOwn() throws IOException {
        assertThat(hash(Golden.path("gemma3-tiny-f32.gguf"))).isEqualTo(GEMMA3);
    }

    /** {@code LC_ALL=C sha256sum config.json model*.safetensors | sha256sum} in the folder. */
    @Test
    void aSafetensorsModelHasThatOfItsFiles() throws IOException {
        assertThat(hash(HfModels.path("gemma2-tiny-sharded")))
                .isEqualTo("4eb2490cbf5e30a724776cc78addc7d71fc5db51c4f2e5ae0c250d6da84de8d7");
        String single = "4affac54956c758d4bd950c429a3df9b7f8668e6376334066e277fc770dfaae0";
        assertThat(hash(HfModels.path("gemma3-tiny"))).isEqualTo(single);
        assertThat(hash(HfModels.path("gemma3-tiny").resolve("model.safetensors"))).isEqualTo(single);
    }

    @Test
    void anotherConfigurationIsAnotherModel() throws IOException {
        Path folder = HfModels.copy("gemma3-tiny", temporary.resolve("model"));
        Files.writeString(folder.resolve("config.json"), Files.readString(folder.resolve("config.json")) + " ");

        assertThat(hash(folder)).isNotEqualTo(hash(HfModels.path("gemma3-tiny")));
    }

    @Test
    void aStampThatHoldsIsTakenAtItsWord() throws IOException {
        Path file = Files.copy(Golden.path("gemma3-tiny-f32.gguf"), temporary.resolve("model.gguf"));
        VerifiedStamp.of(file, "abc").write(file);
        assertThat(hash(file)).isEqualTo("abc");

        VerifiedStamp stamp = VerifiedStamp.of(file, "abc");
        new VerifiedStamp("abc", stamp.bytes(), stamp.modifiedMs() - 1).write(file);
        assertThat(hash(file)).isEqualTo(GEMMA3);
    }

    private static String hash(Path path) throws IOException {
        try (ModelFile file = ModelFile.open(path)) {
            return ModelHash.sha256(file);
        }
    }
}
