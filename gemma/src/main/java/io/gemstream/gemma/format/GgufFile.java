package io.gemstream.gemma.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A memory-mapped GGUF file (version 2 or 3), or the files of one that was split. Opening reads and checks headers only:
 * no tensor byte is touched, so a reader that wants just the vocabulary pays just for that.
 *
 * <p>Thread-safe. After {@link #close()} every use of a mapped tensor is an {@link IllegalStateException}.
 */
public final class GgufFile implements ModelFile {

    private final Path path;
    private final Arena arena;
    private final List<GgufPart> parts; // the one with the metadata first
    private final GgufMetadata metadata;
    private final Map<String, GgufPart> partsByTensor;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private GgufFile(Path path, Arena arena, List<GgufPart> parts) {
        this.path = path;
        this.arena = arena;
        this.parts = List.copyOf(parts);
        this.metadata = parts.getFirst().metadata();
        this.partsByTensor = GgufSplit.partsByTensor(parts);
        parts.forEach(part -> tensors.putAll(part.header().tensors()));
    }

    /**
     * Maps a file, and the others of a split model, and reads the headers.
     *
     * @param path a file, or any part of a split one
     * @throws ModelFileException if a file cannot be read, is no GGUF file, or is damaged, or parts are missing
     */
    public static GgufFile open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            return new GgufFile(path, arena, GgufSplit.parts(GgufPart.open(path, arena), arena));
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
        return parts.stream().map(GgufPart::path).toList();
    }

    /** GGUF version. */
    public int version() {
        return parts.getFirst().header().version();
    }

    /** The key-value pairs. */
    public GgufMetadata metadata() {
        return metadata;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public Path fileOf(TensorInfo tensor) {
        return part(tensor).path();
    }

    @Override
    public MemorySegment bytes(TensorInfo tensor) {
        return part(tensor).bytes().asSlice(tensor.offset(), tensor.bytes());
    }

    @Override
    public void close() {
        arena.close();
    }

    private GgufPart part(TensorInfo tensor) {
        GgufPart part = partsByTensor.get(tensor.name());
        if (part == null) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " (expected: one of this model)");
        }
        return part;
    }
}
