package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCodecsTest {

    @Test
    void aFolderIsTriedAndLeftAsItWas(@TempDir Path folder) throws IOException {
        assertThat(NativeCodecs.letsFilesBeExecuted(folder)).isTrue();
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
        assertThat(NativeCodecs.letsFilesBeExecuted(folder.resolve("missing"))).isFalse();
        assertThat(NativeCodecs.letsFilesBeExecuted(Files.createFile(folder.resolve("file")))).isFalse();
    }

    /** {@code ?} is the home of a user whom the system does not know. */
    @Test
    void theFirstHomeThatCanBeIsTaken(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(NativeCodecs.instead(List.of(Path.of("?"), file, folder.resolve("missing"), folder)))
                .contains(folder.resolve(".gemstream").resolve("native"));
        assertThat(NativeCodecs.instead(List.of(Path.of("?"), file))).isEmpty();
        assertThat(Path.of("?")).doesNotExist();
    }
}
