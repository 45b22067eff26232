package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a repository that make up the model. Pure.
 *
 * @param files without the shards, which only the index names
 * @param index the shards' index, one of {@code files}
 * @param isFolder whether the model is the folder and not its first file, to which other parts may belong
 */
record HubChoice(List<HubFile> files, Optional<HubFile> index, boolean isFolder) {

    static final String INDEX = "model.safetensors.index.json";

    private static final String CONFIG = "config.json";
    private static final String SINGLE = "model.safetensors";
    private static final List<String> BESIDE = List.of(CONFIG, "generation_config.json", "tokenizer.model",
            "tokenizer.json", "tokenizer_config.json", "chat_template.jinja");

    /**
     * Files that no user means who does not name them whole: vision towers and the statistics behind a quantisation.
     */
    private static final Pattern EXTRA = Pattern.compile("(?i).*(mmproj.*|(^|[-_./])imatrix\\.gguf)");

    HubChoice {
        files = List.copyOf(files);
    }

    /**
     * Safetensors are preferred where the user names no file, since they are what their owner published first.
     *
     * @throws GemstreamException INVALID_OPTION where none or several files are meant; it lists them
     */
    static HubChoice of(HubReference model, HubListing listing) {
        Optional<HubChoice> folder = safetensors(listing);
        if (model.file().isEmpty() && folder.isPresent()) {
            return folder.get();
        }
        List<HubGguf> all = HubGguf.of(listing);
        List<HubGguf> usual = all.stream().filter(gguf -> !EXTRA.matcher(gguf.path()).matches()).toList();
        if (usual.isEmpty()) {
            throw invalid(model, "its repository has no GGUF file"
                    + (folder.isPresent() ? "; leave out the file for its safetensors" : " and no safetensors model"));
        }
        List<HubGguf> meant = model.file()
                .map(part -> wholly(all, part).or(() -> partly(usual, part)).orElse(List.of()))
                .orElse(usual);
        return switch (meant.size()) {
            case 1 -> whole(model, meant.getFirst());
            case 0 -> throw invalid(model, "expected: a part of " + paths(usual));
            default -> throw invalid(model, "expected after ':': one of " + paths(meant));
        };
    }

    private static HubChoice whole(HubReference model, HubGguf gguf) {
        if (!gguf.isWhole()) {
            throw invalid(model, gguf.files().size() + " of " + gguf.count() + " parts are there, " + gguf.path()
                    + " the first");
        }
        return new HubChoice(gguf.files(), Optional.empty(), false);
    }

    /** All files, the shards with the rest. */
    List<HubFile> with(Set<String> shards, HubListing listing) {
        List<HubFile> complete = new ArrayList<>(files);
        for (String shard : shards) {
            complete.add(listing.file(shard).orElseThrow(() -> new GemstreamException(ErrorReason.FETCH_FAILED,
                    INDEX + ": shard \"" + shard + "\" (expected: a file of the repository)")));
        }
        return complete;
    }

    private static Optional<HubChoice> safetensors(HubListing listing) {
        Optional<HubFile> weights = listing.file(SINGLE);
        Optional<HubFile> index = weights.isPresent() ? Optional.empty() : listing.file(INDEX);
        if (listing.file(CONFIG).isEmpty() || weights.or(() -> index).isEmpty()) {
            return Optional.empty();
        }
        List<HubFile> files = Stream.concat(BESIDE.stream().map(listing::file), Stream.of(weights, index))
                .flatMap(Optional::stream)
                .toList();
        return Optional.of(new HubChoice(files, index, true));
    }

    private static Optional<List<HubGguf>> wholly(List<HubGguf> all, String name) {
        return some(all, file -> file.path().equalsIgnoreCase(name) || file.name().equalsIgnoreCase(name));
    }

    /** A whole word wins over a part of one, or {@code F16} would mean {@code BF16} too. */
    private static Optional<List<HubGguf>> partly(List<HubGguf> usual, String part) {
        Pattern word = Pattern.compile("(^|[^A-Za-z0-9])" + Pattern.quote(part) + "([^A-Za-z0-9_]|$)",
                Pattern.CASE_INSENSITIVE);
        String lower = part.toLowerCase(Locale.ROOT);
        return some(usual, file -> word.matcher(file.path()).find())
                .or(() -> some(usual, file -> file.path().toLowerCase(Locale.ROOT).contains(lower)));
    }

    private static Optional<List<HubGguf>> some(List<HubGguf> models, Predicate<HubFile> meant) {
        return Optional.of(models.stream().filter(model -> model.any(meant)).toList()).filter(found -> !found.isEmpty());
    }

    private static String paths(List<HubGguf> models) {
        return models.stream().map(HubGguf::path).sorted().collect(Collectors.joining(", "));
    }

    private static GemstreamException invalid(HubReference model, String problem) {
        return new GemstreamException(ErrorReason.INVALID_OPTION, "model: \"" + model + "\" (" + problem + ")",
                Map.of(ErrorStatus.FIELD, "model"));
    }
}
