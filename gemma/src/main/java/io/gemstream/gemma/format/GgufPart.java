package io.gemstream.gemma.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One mapped file of a GGUF model: most have one, split ones several.
 *
 * @param path the file
 * @param bytes the whole file
 * @param header its checked header
 */
record GgufPart(Path path, MemorySegment bytes, GgufHeader header) {

    /** Maps a file for as long as the arena lives, and reads its header. */
    static GgufPart open(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new GgufPart(path, bytes, GgufHeader.read(path, bytes));
        } catch (NoSuchFileException e) {
            throw new ModelFileException(path, "no such file", "check the path", e);
        } catch (IOException e) {
            throw new ModelFileException(path, "cannot be read: " + e.getMessage(), "check path and permissions", e);
        }
    }

    GgufMetadata metadata() {
        return new GgufMetadata(path, bytes, header.metadata());
    }
}
