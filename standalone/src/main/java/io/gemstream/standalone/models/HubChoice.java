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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which files of a repository make up the model. Pure.
 *
 * @param files without the shards, which only the index names
 * @param index the shards' index, one of {@code files}
 * @param isFolder whether the model is the folder and not its only file
 */
record HubChoice(List<HubFile> files, Optional<HubFile> index, boolean isFolder) {

    static final String INDEX = "model.safetensors.index.json";

    private static final String CONFIG = "config.json";
    private static final String SINGLE = "model.safetensors";
    private static final List<String> BESIDE = List.of(CONFIG, "generation_config.json", "tokenizer.model",
            "tokenizer.json", "tokenizer_config.json", "chat_template.jinja");

    /** Files of a GGUF repository that are no model by themselves: vision towers, statistics, parts of a split. */
    private static final Pattern NO_MODEL =
            Pattern.compile("(?i).*(mmproj|imatrix|-\\d{5}-of-\\d{5}\\.gguf$).*");

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
        List<HubFile> all = listing.files().stream()
                .filter(file -> file.isGguf() && !NO_MODEL.matcher(file.path()).matches())
                .toList();
        if (all.isEmpty()) {
            throw invalid(model, "its repository has no GGUF file in one part"
                    + (folder.isPresent() ? "; leave out the file for its safetensors" : " and no safetensors model"));
        }
        List<HubFile> meant = model.file().map(part -> matching(all, part)).orElse(all);
        return switch (meant.size()) {
            case 1 -> new HubChoice(meant, Optional.empty(), false);
            case 0 -> throw invalid(model, "expected: a part of " + paths(all));
            default -> throw invalid(model, "expected after ':': one of " + paths(meant));
        };
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

    /** A whole word wins over a part of one, or {@code F16} would mean {@code BF16} too. */
    private static List<HubFile> matching(List<HubFile> all, String part) {
        List<HubFile> named = all.stream()
                .filter(file -> file.path().equalsIgnoreCase(part) || file.name().equalsIgnoreCase(part))
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        Pattern word = Pattern.compile("(^|[^A-Za-z0-9])" + Pattern.quote(part) + "([^A-Za-z0-9_]|$)",
                Pattern.CASE_INSENSITIVE);
        List<HubFile> words = all.stream().filter(file -> word.matcher(file.path()).find()).toList();
        String lower = part.toLowerCase(Locale.ROOT);
        return !words.isEmpty() ? words
                : all.stream().filter(file -> file.path().toLowerCase(Locale.ROOT).contains(lower)).toList();
    }

    private static String paths(List<HubFile> files) {
        return files.stream().map(HubFile::path).sorted().collect(Collectors.joining(", "));
    }

    private static GemstreamException invalid(HubReference model, String problem) {
        return new GemstreamException(ErrorReason.INVALID_OPTION, "model: \"" + model + "\" (" + problem + ")",
                Map.of(ErrorStatus.FIELD, "model"));
    }
}
