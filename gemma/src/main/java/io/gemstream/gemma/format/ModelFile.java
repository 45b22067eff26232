package io.gemstream.gemma.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model on disk, in whichever format. Opening reads and checks what describes the tensors and maps the tensors
 * themselves without touching them.
 *
 * <p>Thread-safe. After {@link #close()} every use of a mapped tensor is an {@link IllegalStateException}.
 */
public sealed interface ModelFile extends AutoCloseable permits GgufFile, SafetensorsModel {

    /**
     * Opens a GGUF file or any part of a split one, a safetensors file with its {@code config.json} beside it, or a
     * directory that holds a safetensors model or one GGUF model. A file's first bytes say what it is, not its name.
     *
     * @throws ModelFileException if there is nothing, or nothing of either format, or no model, or it is damaged
     */
    static ModelFile open(Path path) {
        try {
            return Files.isDirectory(path) ? openDirectory(path) : openFile(path);
        } catch (ModelFileException refused) {
            throw UnfinishedDownload.remedy(refused.file()).map(refused::withRemedy).orElse(refused);
        }
    }

    private static ModelFile openDirectory(Path path) {
        Optional<Path> gguf = GgufFolder.model(path);
        return gguf.isPresent() ? openFile(gguf.get()) : SafetensorsModel.open(path);
    }

    private static ModelFile openFile(Path path) {
        try {
            return switch (FileKind.of(path)) {
                case FileKind.Gguf _ -> GgufPurpose.requireModel(GgufFile.open(path));
                case FileKind.Safetensors _ -> SafetensorsModel.open(path);
                case FileKind.Other(ForeignFile kind) -> throw kind.refusal(path);
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

    /** Names of all tensors, those of types that cannot be weights included. */
    default Set<String> names() {
        return tensors().keySet();
    }

    /** Whether there is a tensor of that name, of whatever type. */
    default boolean hasTensor(String name) {
        return names().contains(name);
    }

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
