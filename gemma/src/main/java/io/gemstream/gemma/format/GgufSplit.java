package io.gemstream.gemma.format;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model that llama-gguf-split cut into files {@code NAME-00001-of-0000N.gguf}: the first has the metadata, each has
 * some of the tensors. Keys: llama.cpp, {@code LLM_KV_SPLIT_*} in
 * <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-arch.cpp">llama-arch.cpp</a>.
 */
final class GgufSplit {

    private static final String NUMBER = "split.no";
    private static final String COUNT = "split.count";
    private static final String TENSORS = "split.tensors.count";
    private static final int MAX_PARTS = 99_999; // five digits
    private static final Pattern NAME = Pattern.compile("(?i)(.*)-(\\d{5})-of-(\\d{5})(\\.gguf)");

    private GgufSplit() {}

    /**
     * The files of a model, the one with the metadata first, with the one that was opened among them.
     *
     * @throws ModelFileException if parts are missing, or do not belong together
     */
    static List<GgufPart> parts(GgufPart opened, Arena arena) {
        GgufMetadata metadata = opened.metadata();
        if (!metadata.has(COUNT) || metadata.requireInt(COUNT, 0, MAX_PARTS) <= 1) {
            return List.of(opened);
        }
        int count = metadata.requireInt(COUNT, 2, MAX_PARTS);
        int number = metadata.requireInt(NUMBER, 0, count - 1);
        List<Path> paths = paths(opened.path(), number, count);
        requireAll(opened.path(), number, paths);
        List<GgufPart> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(i == number ? opened : part(paths.get(i), i, count, arena));
        }
        requireTensors(parts);
        return parts;
    }

    /** Name that all parts of one model share; of a file that is whole its own name. */
    static String modelName(Path file) {
        String name = file.getFileName().toString();
        Matcher part = NAME.matcher(name);
        return part.matches() ? part.group(1) + "-of-" + part.group(3) + part.group(4) : name;
    }

    /** All tensors by name, each with its part. */
    static Map<String, GgufPart> partsByTensor(List<GgufPart> parts) {
        Map<String, GgufPart> byTensor = new LinkedHashMap<>();
        for (GgufPart part : parts) {
            for (String tensor : part.header().tensors().keySet()) {
                GgufPart other = byTensor.put(tensor, part);
                if (other != null) {
                    throw mixed(part.path(), "tensor " + tensor + " is in " + other.path().getFileName() + ", too");
                }
            }
        }
        return byTensor;
    }

    private static List<Path> paths(Path opened, int number, int count) {
        Matcher name = NAME.matcher(opened.getFileName().toString());
        if (!name.matches() || Integer.parseInt(name.group(2)) != number + 1
                || Integer.parseInt(name.group(3)) != count) {
            throw new ModelFileException(
                    opened, "part " + (number + 1) + " of " + count + " of a split model, whose parts are known by their"
                            + " names",
                    "name it as it was published, " + String.format(Locale.ROOT, "...-%05d-of-%05d.gguf", number + 1, count)
                            + ", beside the others");
        }
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> opened.resolveSibling(name.group(1)
                        + String.format(Locale.ROOT, "-%05d-of-%05d", i, count) + name.group(4)))
                .toList();
    }

    private static void requireAll(Path opened, int number, List<Path> paths) {
        List<Path> missing = paths.stream().filter(path -> !Files.exists(path)).toList();
        if (!missing.isEmpty()) {
            throw new ModelFileException(
                    opened, "part " + (number + 1) + " of " + paths.size() + " of a split model, and beside it "
                            + missing.stream().map(path -> path.getFileName().toString())
                                    .collect(Collectors.joining(", ")) + (missing.size() == 1 ? " is" : " are") + " missing",
                    "fetch what is missing into the same folder");
        }
    }

    private static GgufPart part(Path path, int number, int count, Arena arena) {
        GgufPart part = GgufPart.open(path, arena);
        GgufMetadata metadata = part.metadata();
        if (metadata.integer(COUNT).orElse(0) != count || metadata.integer(NUMBER).orElse(-1) != number) {
            throw mixed(path, "part " + (metadata.integer(NUMBER).orElse(-1) + 1) + " of "
                    + metadata.integer(COUNT).orElse(0) + " (expected: " + (number + 1) + " of " + count + ")");
        }
        return part;
    }

    private static void requireTensors(List<GgufPart> parts) {
        int found = parts.stream().mapToInt(part -> part.header().tensors().size()).sum();
        GgufMetadata first = parts.getFirst().metadata();
        if (first.integer(TENSORS).orElse(found) != found) {
            throw mixed(parts.getFirst().path(), found + " tensors in all parts (expected: "
                    + first.integer(TENSORS).orElse(found) + ")");
        }
    }

    private static ModelFileException mixed(Path file, String what) {
        return new ModelFileException(
                file, what, "the parts are not of one model; fetch all of one again, into a folder of their own");
    }
}
