package io.gemstream.standalone.models;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.WriteFailures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that grows until it is whole. Tells a disk that is full from a source that fails: a failed write is always a
 * {@link GemstreamException}, so an {@link IOException} around it is the source's. Not thread-safe.
 */
final class PartFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens for appending. */
    static PartFile append(Path path) {
        return open(path, StandardOpenOption.APPEND);
    }

    /** Opens empty. */
    static PartFile fresh(Path path) {
        return open(path, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static PartFile open(Path path, StandardOpenOption mode) {
        try {
            return new PartFile(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode));
        } catch (IOException failed) {
            throw writeFailure(path, failed);
        }
    }

    /** Bytes that are there; 0 where there is no file. */
    static long size(Path path) throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }

    void write(byte[] bytes, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException failed) {
            throw writeFailure(path, failed);
        }
    }

    /** Forces the bytes to disk, where ENOSPC may show late, and closes. */
    @Override
    public void close() {
        try (channel) {
            channel.force(false);
        } catch (IOException failed) {
            throw writeFailure(path, failed);
        }
    }

    /** DISK_FULL or WRITE_FAILED. */
    static GemstreamException writeFailure(Path path, IOException failed) {
        return WriteFailures.of("model: " + path, "GEMSTREAM_HOME", failed);
    }
}
