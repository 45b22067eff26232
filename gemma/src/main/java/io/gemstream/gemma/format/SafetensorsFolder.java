package io.gemstream.gemma.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which files of a directory make up a model, as Hugging Face lays them out.
 *
 * @param directory holds {@code config.json} and the tokenizer's files
 * @param weights the safetensors files
 * @param index {@code model.safetensors.index.json}, where there is one
 */
record SafetensorsFolder(Path directory, List<Path> weights, Optional<ShardIndex> index) {

    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    /** Where a tensor is said to lie: file name by tensor name. */
    record ShardIndex(Path file, Map<String, String> shards) {}

    static SafetensorsFolder of(Path path) {
        if (!Files.isDirectory(path)) {
            return new SafetensorsFolder(path.toAbsolutePath().getParent(), List.of(path), Optional.empty());
        }
        Path index = path.resolve(INDEX);
        if (Files.exists(index)) {
            return sharded(path, readIndex(index));
        }
        return new SafetensorsFolder(path, List.of(single(path)), Optional.empty());
    }

    private static SafetensorsFolder sharded(Path directory, ShardIndex index) {
        List<Path> files = index.shards().values().stream().distinct().sorted().map(directory::resolve).toList();
        return new SafetensorsFolder(directory, files, Optional.of(index));
    }

    private static ShardIndex readIndex(Path file) {
        JsonMetadata json = JsonMetadata.read(file);
        JsonMetadata map = json.object("weight_map").orElseThrow(() -> json.missing("weight_map"));
        Map<String, String> shards = new TreeMap<>();
        for (String tensor : map.keys()) {
            String shard = map.text(tensor).orElseThrow(() -> map.missing(tensor));
            // A downloaded index must not make us read files elsewhere.
            if (shard.isEmpty() || shard.contains("/") || shard.contains("\\") || shard.equals("..")) {
                throw map.invalid(tensor, shard + " (expected: a file name)");
            }
            shards.put(tensor, shard);
        }
        if (shards.isEmpty()) {
            throw json.invalid("weight_map", "empty");
        }
        return new ShardIndex(file, shards);
    }

    private static Path single(Path directory) {
        Path usual = directory.resolve(SINGLE);
        if (Files.exists(usual)) {
            return usual;
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
            if (found.size() == 1) {
                return found.getFirst();
            }
            throw new ModelFileException(
                    directory, "holds " + found.size() + " .safetensors files and no " + INDEX,
                    ModelFileException.NO_OFFSET,
                    "give a directory with " + SINGLE + " or with all shards and " + INDEX);
        } catch (IOException e) {
            throw new ModelFileException(directory, "cannot be read: " + e.getMessage(), "check permissions", e);
        }
    }
}
