package io.gemstream.gemma.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A memory-mapped GGUF file (version 2 or 3). Opening reads and checks the header only: no tensor byte is touched, so
 * a reader that wants just the vocabulary pays just for that.
 *
 * <p>Thread-safe. After {@link #close()} every use of a mapped tensor is an {@link IllegalStateException}.
 */
public final class GgufFile implements ModelFile {

    private final Path path;
    private final Arena arena;
    private final MemorySegment bytes;
    private final GgufHeader header;
    private final GgufMetadata metadata;

    private GgufFile(Path path, Arena arena, MemorySegment bytes, GgufHeader header) {
        this.path = path;
        this.arena = arena;
        this.bytes = bytes;
        this.header = header;
        this.metadata = new GgufMetadata(path, bytes, header.metadata());
    }

    /**
     * Maps a file and reads its header.
     *
     * @throws ModelFileException if the file cannot be read, is no GGUF file, or is damaged
     */
    public static GgufFile open(Path path) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new GgufFile(path, arena, bytes, GgufHeader.read(path, bytes));
        } catch (NoSuchFileException e) {
            arena.close();
            throw new ModelFileException(path, "no such file", "check the path", e);
        } catch (IOException e) {
            arena.close();
            throw new ModelFileException(path, "cannot be read: " + e.getMessage(), "check path and permissions", e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<Path> files() {
        return List.of(path);
    }

    /** GGUF version. */
    public int version() {
        return header.version();
    }

    /** The key-value pairs. */
    public GgufMetadata metadata() {
        return metadata;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(header.tensors());
    }

    @Override
    public Path fileOf(TensorInfo tensor) {
        return path;
    }

    @Override
    public MemorySegment bytes(TensorInfo tensor) {
        return bytes.asSlice(tensor.offset(), tensor.bytes());
    }

    @Override
    public void close() {
        arena.close();
    }
}
