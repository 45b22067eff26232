package io.gemstream.gemma.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

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
            SafetensorsFile file = new SafetensorsFile(path, bytes, SafetensorsHeader.read(path, bytes));
            if (file.header.tensors().keySet().stream().anyMatch(name -> name.contains(".lora_"))) {
                throw ForeignFolder.adapter(path, "a LoRA adapter");
            }
            return file;
        } catch (ModelFileException damaged) {
            throw known(path).orElse(damaged);
        } catch (NoSuchFileException e) {
            throw new ModelFileException(path, "no such file", "a model needs all of its files", e);
        } catch (IOException e) {
            throw new ModelFileException(path, "cannot be read: " + e.getMessage(), "check path and permissions", e);
        }
    }

    /** The refusal of a file that is something else altogether. */
    private static Optional<ModelFileException> known(Path path) {
        try {
            return FileKind.of(path) instanceof FileKind.Other(ForeignFile kind) && kind.isKnown()
                    ? Optional.of(kind.refusal(path))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
