package io.gemstream.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksumTest {

    @TempDir
    Path folder;

    /** The blob that Pro Git stores in its chapter on git objects. */
    @Test
    void namesABlobAsGitDoes() throws Exception {
        Path file = Files.writeString(folder.resolve("test.txt"), "test content\n");

        assertThat(Checksum.gitBlob(file, NoProgress.INSTANCE)).isEqualTo("d670460b4b4aece5915caf5c68d12f560a9fe3e4");
    }

    /** The example of FIPS 180-2, B.1. */
    @Test
    void hashesAsTheStandardSays() throws Exception {
        Path file = Files.writeString(folder.resolve("abc"), "abc");

        assertThat(Checksum.sha256(file, NoProgress.INSTANCE))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
