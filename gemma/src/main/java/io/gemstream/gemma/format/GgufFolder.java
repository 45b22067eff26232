package io.gemstream.gemma.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the GGUF models of a directory, as downloads of a repository leave them: one file each or the parts of a split
 * one, with what quantisers and vision models put beside them.
 */
final class GgufFolder {

    /** Files that are no models by their names: vision towers and the statistics behind a quantisation. */
    private static final Pattern EXTRA = Pattern.compile("(?i).*(mmproj|imatrix).*");

    private static final int MOST_NAMES = 5;

    private GgufFolder() {}

    /**
     * The file that stands for the directory's only model: of a split one a part.
     *
     * @return empty where the directory is for another format, or for none
     * @throws ModelFileException if there are several models, or they lie in folders of their own
     */
    static Optional<Path> model(Path directory) {
        List<Path> entries = entries(directory);
        if (entries.stream().anyMatch(entry -> name(entry).contains(".safetensors"))) {
            return Optional.empty();
        }
        Map<String, Path> models = models(entries);
        List<Path> extras = entries.stream().filter(GgufFolder::isGguf).toList();
        if (models.isEmpty() && !extras.isEmpty()) {
            throw new ModelFileException(directory, "holds no language model: " + names(extras.stream()),
                    "give the folder or file of the model that these belong to");
        }
        if (models.size() > 1) {
            throw new ModelFileException(
                    directory, "holds " + models.size() + " GGUF models", "give the file: " + names(models.values().stream()));
        }
        if (models.isEmpty()) {
            List<Path> folders = entries.stream()
                    .filter(entry -> Files.isDirectory(entry) && !models(entries(entry)).isEmpty())
                    .toList();
            if (!folders.isEmpty()) {
                throw new ModelFileException(
                        directory, "holds folders with GGUF models", "give the folder: " + names(folders.stream()));
            }
        }
        return models.values().stream().findFirst();
    }

    /** By name without the numbers of parts, the first part of each. */
    private static Map<String, Path> models(List<Path> entries) {
        Map<String, Path> models = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> isGguf(entry) && !EXTRA.matcher(name(entry)).matches())
                .forEach(entry -> models.putIfAbsent(GgufSplit.modelName(entry), entry));
        return models;
    }

    private static boolean isGguf(Path entry) {
        return name(entry).toLowerCase(Locale.ROOT).endsWith(".gguf") && !Files.isDirectory(entry);
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new ModelFileException(directory, "cannot be read: " + e.getMessage(), "check permissions", e);
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static String names(Stream<Path> paths) {
        List<String> names = paths.map(GgufFolder::name).toList();
        return names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMES ? ", ..." : "");
    }
}
