package io.gemstream.gemma.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One mapped safetensors file.
 *
 * @param path the file
 * @param bytes the whole file
 * @param header its checked header
 */
record SafetensorsFile(Path path, MemorySegment bytes, SafetensorsHeader header) {

    /** Maps a file for as long as the arena lives, and reads its header. */
    static SafetensorsFile open(Path path, Arena arena) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new SafetensorsFile(path, bytes, SafetensorsHeader.read(path, bytes));
        } catch (NoSuchFileException e) {
            throw new ModelFileException(path, "no such file", "a model needs all of its files", e);
        } catch (IOException e) {
            throw new ModelFileException(path, "cannot be read: " + e.getMessage(), "check path and permissions", e);
        }
    }
}
