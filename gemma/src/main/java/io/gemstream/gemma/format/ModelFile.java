package io.gemstream.gemma.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model on disk, in whichever format. Opening reads and checks what describes the tensors and maps the tensors
 * themselves without touching them.
 *
 * <p>Thread-safe. After {@link #close()} every use of a mapped tensor is an {@link IllegalStateException}.
 */
public sealed interface ModelFile extends AutoCloseable permits GgufFile, SafetensorsModel {

    /**
     * Opens a GGUF file, a safetensors file with its {@code config.json} beside it, or a directory that holds a
     * safetensors model. A file's first bytes say what it is, not its name.
     *
     * @throws ModelFileException if there is nothing, or nothing of either format, or it is damaged
     */
    static ModelFile open(Path path) {
        if (Files.isDirectory(path)) {
            return SafetensorsModel.open(path);
        }
        try {
            return switch (FileKind.of(path)) {
                case GGUF -> GgufFile.open(path);
                case SAFETENSORS -> SafetensorsModel.open(path);
                case OTHER -> throw new ModelFileException(
                        path, "neither a GGUF nor a safetensors file", 0,
                        "give one of these, or a directory with a model");
            };
        } catch (NoSuchFileException e) {
            throw new ModelFileException(path, "no such file", "check the path", e);
        } catch (IOException e) {
            throw new ModelFileException(path, "cannot be read: " + e.getMessage(), "check path and permissions", e);
        }
    }

    /** The file or directory that was opened. */
    Path path();

    /** The files that decide what the model computes, sorted by name: weights, and {@code config.json} beside them. */
    List<Path> files();

    /** All tensors by name. */
    Map<String, TensorInfo> tensors();

    /** A tensor by name. */
    default Optional<TensorInfo> tensor(String name) {
        return Optional.ofNullable(tensors().get(name));
    }

    /**
     * A tensor that has to be there.
     *
     * @throws ModelFileException if it is not
     */
    default TensorInfo requireTensor(String name) {
        return tensor(name).orElseThrow(() -> new ModelFileException(
                path(), "missing tensor " + name, ModelFileException.NO_OFFSET, "use a complete Gemma model"));
    }

    /** The file that one of the tensors lies in. */
    Path fileOf(TensorInfo tensor);

    /** The mapped bytes of one of the tensors; read-only. */
    MemorySegment bytes(TensorInfo tensor);

    /** Unmaps the tensors. */
    @Override
    void close();
}
