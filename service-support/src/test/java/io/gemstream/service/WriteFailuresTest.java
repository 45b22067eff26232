package io.gemstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WriteFailuresTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new AccessDeniedException("/a"), "no permission for /a"),
                Arguments.of(new FileAlreadyExistsException("/a"), "/a is there and no folder"),
                Arguments.of(new NoSuchFileException("/a"), "there is no /a"),
                Arguments.of(new FileSystemException("/a", null, "Read-only file system"), "/a: Read-only file system"),
                Arguments.of(new IOException("Input/output error"), "Input/output error"),
                Arguments.of(new IOException(), "IOException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailedWriteNamesThePlaceTheReasonAndTheSetting(IOException failed, String problem) {
        GemstreamException told = WriteFailures.of("log: /a/b", "--data", failed);

        assertThat(told).hasMessage("log: /a/b cannot be written: " + problem + " (--data chooses another place)");
        assertThat(told.reason()).isEqualTo(ErrorReason.WRITE_FAILED);
        assertThat(told.reason().exitCode()).isEqualTo(73);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsTold() {
        try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
            full.write(new byte[8192]);
            throw new AssertionError("/dev/full took bytes");
        } catch (IOException failed) {
            assertThat(WriteFailures.of("log: /a/b", "--data", failed))
                    .hasMessage("log: /a/b: the disk is full")
                    .returns(ErrorReason.DISK_FULL, GemstreamException::reason);
        }
    }
}
