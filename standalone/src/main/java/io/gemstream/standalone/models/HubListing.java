package io.gemstream.standalone.models;

import io.gemstream.gemma.format.JsonMetadata;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files of one commit of a repository, as the hub's {@code /api/models/…/revision/…?blobs=true} tells them
 * (huggingface_hub, hf_api.py, ModelInfo and RepoSibling).
 *
 * @param commit full hash
 */
record HubListing(String commit, List<HubFile> files) {

    /** No segment may be empty, "." or "..": a listing must not make us write elsewhere. */
    private static final Pattern PATH = Pattern.compile("(?!\\.{1,2}(/|$))[^/\\\\]+(/(?!\\.{1,2}(/|$))[^/\\\\]+)*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40,64}");

    HubListing {
        files = List.copyOf(files);
    }

    /**
     * Reads an answer that was kept in a file.
     *
     * @throws GemstreamException FETCH_FAILED where it is no such answer
     */
    static HubListing read(Path file) {
        try {
            JsonMetadata json = JsonMetadata.read(file);
            List<JsonMetadata> siblings = json.objects("siblings").orElseThrow(() -> json.missing("siblings"));
            return new HubListing(text(json, "sha", COMMIT), siblings.stream().map(HubListing::file).toList());
        } catch (ModelFileException damaged) {
            throw new GemstreamException(ErrorReason.FETCH_FAILED, damaged.getMessage(), damaged);
        }
    }

    /**
     * The shards that a {@code model.safetensors.index.json} names.
     *
     * @throws GemstreamException FETCH_FAILED where it is no index
     */
    static Set<String> shards(Path index) {
        try {
            JsonMetadata json = JsonMetadata.read(index);
            JsonMetadata map = json.object("weight_map").orElseThrow(() -> json.missing("weight_map"));
            Set<String> shards = new TreeSet<>();
            for (String tensor : map.keys()) {
                shards.add(map.text(tensor).orElseThrow(() -> map.missing(tensor)));
            }
            return shards;
        } catch (ModelFileException damaged) {
            throw new GemstreamException(ErrorReason.FETCH_FAILED, damaged.getMessage(), damaged);
        }
    }

    Optional<HubFile> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    private static HubFile file(JsonMetadata sibling) {
        String path = text(sibling, "rfilename", PATH);
        Optional<JsonMetadata> lfs = sibling.object("lfs");
        long bytes = lfs.orElse(sibling).integer("size").orElseThrow(() -> sibling.missing("size"));
        Digest digest = lfs.map(pointer -> Digest.sha256(text(pointer, "sha256", COMMIT)))
                .orElseGet(() -> new Digest(Digest.Kind.GIT_BLOB, text(sibling, "blobId", COMMIT)));
        return new HubFile(path, bytes, digest);
    }

    private static String text(JsonMetadata json, String key, Pattern form) {
        String text = json.text(key).orElseThrow(() -> json.missing(key));
        if (!form.matcher(text).matches()) {
            throw json.invalid(key, "\"" + text + "\"");
        }
        return text;
    }
}
