package io.gemstream.standalone.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GGUF model of a repository: one file, or the parts of one that llama-gguf-split cut,
 * {@code NAME-00001-of-0000N.gguf}.
 *
 * @param files in the order of their numbers; never empty
 * @param count how many there should be
 */
record HubGguf(List<HubFile> files, int count) {

    private static final Pattern PART = Pattern.compile("(?i)(.*)-\\d{5}(-of-(\\d{5})\\.gguf)");

    HubGguf {
        files = files.stream().sorted(Comparator.comparing(HubFile::path)).toList();
    }

    /** All of a listing, in its order. */
    static List<HubGguf> of(HubListing listing) {
        Map<String, List<HubFile>> byName = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (HubFile file : listing.files()) {
            if (file.isGguf()) {
                Matcher part = PART.matcher(file.path());
                boolean isPart = part.matches();
                String name = isPart ? part.group(1) + part.group(2) : file.path();
                byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(file);
                counts.put(name, isPart ? Integer.parseInt(part.group(3)) : 1);
            }
        }
        return byName.entrySet().stream()
                .map(model -> new HubGguf(model.getValue(), counts.get(model.getKey())))
                .toList();
    }

    boolean isWhole() {
        return files.size() == count;
    }

    boolean any(Predicate<HubFile> meant) {
        return files.stream().anyMatch(meant);
    }

    /** The path of its first file, which stands for it. */
    String path() {
        return files.getFirst().path();
    }
}
