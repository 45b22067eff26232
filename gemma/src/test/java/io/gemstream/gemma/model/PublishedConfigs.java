package io.gemstream.gemma.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gemma.format.JsonMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** The configurations of the published models, to read or to change. */
public final class PublishedConfigs {

    private static final Path ALL = Path.of("src/test/resources/config/published.json");

    private PublishedConfigs() {}

    public static ObjectNode json(String name) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(ALL.toFile()).required(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a configuration as from a directory without a tokenizer. */
    public static ConfigReading reading(ObjectNode json, Path folder) {
        return reading(json, folder, OptionalInt.empty());
    }

    static ConfigReading reading(ObjectNode json, Path folder, OptionalInt pieces) {
        Path file = folder.resolve("config.json");
        try {
            Files.writeString(file, json.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HfConfig.read(JsonMetadata.read(file), pieces);
    }
}
