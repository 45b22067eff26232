package io.gemstream.gemma.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model as Hugging Face publishes it: one safetensors file or several with an index, {@code config.json}, and the
 * tokenizer's files beside them. Tensors of types that cannot be weights are left out of {@link #tensors()}.
 *
 * <p>Thread-safe.
 */
public final class SafetensorsModel implements ModelFile {

    private static final String INCOMPLETE = "the shards do not belong together; fetch all files of one model again";

    private final Path path;
    private final SafetensorsFolder folder;
    private final Arena arena;
    private final Map<String, TensorInfo> tensors;
    private final Map<String, SafetensorsFile> files; // by tensor
    private final Map<String, SafetensorsType> others; // types of the tensors left out
    private final JsonMetadata config;

    private SafetensorsModel(
            Path path,
            SafetensorsFolder folder,
            Arena arena,
            Map<String, TensorInfo> tensors,
            Map<String, SafetensorsFile> files,
            Map<String, SafetensorsType> others,
            JsonMetadata config) {
        this.path = path;
        this.folder = folder;
        this.arena = arena;
        this.tensors = tensors;
        this.files = files;
        this.others = others;
        this.config = config;
    }

    /**
     * Maps the files of a model and reads their headers.
     *
     * @param path a directory, or a .safetensors file in one
     * @throws ModelFileException if a file is missing or damaged, or shards contradict their index
     */
    public static SafetensorsModel open(Path path) {
        Arena arena = Arena.ofShared();
        try {
            SafetensorsFolder folder = SafetensorsFolder.of(path);
            Map<String, TensorInfo> tensors = new LinkedHashMap<>();
            Map<String, SafetensorsFile> files = new LinkedHashMap<>();
            Map<String, SafetensorsType> others = new LinkedHashMap<>();
            for (Path weights : folder.weights()) {
                SafetensorsFile file = SafetensorsFile.open(weights, arena);
                file.header().tensors().forEach((name, tensor) -> {
                    requireShard(folder, file, name);
                    tensors.put(name, tensor);
                    files.put(name, file);
                });
                others.putAll(file.header().others());
            }
            requireWholeIndex(folder, tensors, others);
            JsonMetadata config = JsonMetadata.read(folder.directory().resolve("config.json"));
            return new SafetensorsModel(path, folder, arena, tensors, files, others, config);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static void requireShard(SafetensorsFolder folder, SafetensorsFile file, String tensor) {
        folder.index().ifPresent(index -> {
            String expected = index.shards().get(tensor);
            if (!file.path().getFileName().toString().equals(expected)) {
                throw new ModelFileException(
                        file.path(), "tensor " + tensor + " is here (expected: "
                                + (expected == null ? "nowhere" : expected) + ", by " + index.file().getFileName()
                                + ")",
                        ModelFileException.NO_OFFSET, INCOMPLETE);
            }
        });
    }

    private static void requireWholeIndex(
            SafetensorsFolder folder, Map<String, TensorInfo> tensors, Map<String, SafetensorsType> others) {
        folder.index().ifPresent(index -> index.shards().forEach((tensor, shard) -> {
            if (!tensors.containsKey(tensor) && !others.containsKey(tensor)) {
                throw new ModelFileException(
                        folder.directory().resolve(shard), "missing tensor " + tensor + ", which "
                                + index.file().getFileName() + " puts here",
                        ModelFileException.NO_OFFSET, INCOMPLETE);
            }
        }));
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<Path> files() {
        return Stream.concat(Stream.of(folder.directory().resolve("config.json")), folder.weights().stream())
                .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                .toList();
    }

    /** Directory of the files beside the weights. */
    public Path directory() {
        return folder.directory();
    }

    /** {@code config.json}. */
    public JsonMetadata config() {
        return config;
    }

    /** A file beside the weights, where it is there. */
    public Optional<Path> sibling(String name) {
        Path file = folder.directory().resolve(name);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(tensors.keySet());
        names.addAll(others.keySet());
        return names;
    }

    @Override
    public TensorInfo requireTensor(String name) {
        SafetensorsType other = others.get(name);
        if (other != null) {
            throw new ModelFileException(
                    path, "tensor " + name + ": stored as " + other + " (expected: F32, F16 or BF16)",
                    ModelFileException.NO_OFFSET, "use the model as it was published, not a quantised one");
        }
        return ModelFile.super.requireTensor(name);
    }

    @Override
    public Path fileOf(TensorInfo tensor) {
        return file(tensor).path();
    }

    @Override
    public MemorySegment bytes(TensorInfo tensor) {
        return file(tensor).bytes().asSlice(tensor.offset(), tensor.bytes());
    }

    @Override
    public void close() {
        arena.close();
    }

    private SafetensorsFile file(TensorInfo tensor) {
        SafetensorsFile file = files.get(tensor.name());
        if (file == null) {
            throw new IllegalArgumentException("tensor " + tensor.name() + " (expected: one of this model)");
        }
        return file;
    }
}
