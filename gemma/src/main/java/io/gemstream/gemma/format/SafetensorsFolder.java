package io.gemstream.gemma.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a directory that make up a model, as Hugging Face lays them out.
 *
 * @param directory holds {@code config.json} and the tokenizer's files
 * @param weights the safetensors files
 * @param index {@code model.safetensors.index.json}, where there is one
 */
record SafetensorsFolder(Path directory, List<Path> weights, Optional<ShardIndex> index) {

    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final Pattern SHARD = Pattern.compile(".*-\\d{5}-of-\\d{5}\\.safetensors");

    /** The index of a model in several files: file name by tensor name. */
    record ShardIndex(Path file, Map<String, String> shards) {}

    static SafetensorsFolder of(Path path) {
        if (!Files.isDirectory(path)) {
            return ofFile(path);
        }
        Path index = path.resolve(INDEX);
        boolean sharded = Files.exists(index);
        ForeignFolder.requireNoAdapter(path, sharded || Files.exists(path.resolve(SINGLE)));
        return sharded
                ? sharded(path, readIndex(index))
                : new SafetensorsFolder(path, List.of(single(path)), Optional.empty());
    }

    /** A shard stands for the whole model. */
    private static SafetensorsFolder ofFile(Path path) {
        Path directory = path.toAbsolutePath().getParent();
        if (SHARD.matcher(path.getFileName().toString()).matches()) {
            Path index = directory.resolve(INDEX);
            if (!Files.exists(index)) {
                throw new ModelFileException(
                        path, "a shard of a model, whose index is missing: " + INDEX, "fetch that and all shards into"
                                + " one folder");
            }
            ShardIndex shards = readIndex(index);
            if (shards.shards().containsValue(path.getFileName().toString())) {
                return sharded(directory, shards);
            }
        }
        return new SafetensorsFolder(directory, List.of(path), Optional.empty());
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
            throw ForeignFolder.refusal(directory, found, SINGLE, INDEX);
        } catch (IOException e) {
            throw new ModelFileException(directory, "cannot be read: " + e.getMessage(), "check permissions", e);
        }
    }
}
