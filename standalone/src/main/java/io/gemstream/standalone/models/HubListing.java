package io.gemstream.standalone.models;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gemstream.gemma.format.JsonMetadata;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The files of one commit of a repository, as the hub's {@code /api/models/…/revision/…?blobs=true} tells them
 * (huggingface_hub, hf_api.py, ModelInfo and RepoSibling).
 *
 * @param commit full hash; empty where a mirror does not tell it
 */
record HubListing(Optional<String> commit, List<HubFile> files) {

    /** No segment may be empty, "." or "..": a listing must not make us write elsewhere. */
    private static final Pattern PATH = Pattern.compile("(?!\\.{1,2}(/|$))[^/\\\\]+(/(?!\\.{1,2}(/|$))[^/\\\\]+)*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40,64}");

    HubListing {
        files = List.copyOf(files);
    }

    /**
     * Reads an answer that was kept in a file.
     *
     * @param label names its source to the user
     * @throws GemstreamException FETCH_FAILED where it is no such answer
     */
    static HubListing read(Path file, String label) {
        try {
            JsonMetadata json = JsonMetadata.read(file);
            List<JsonMetadata> siblings = json.objects("siblings").orElseThrow(() -> json.missing("siblings"));
            return new HubListing(hash(json, "sha"), siblings.stream().map(HubListing::file).toList());
        } catch (ModelFileException damaged) {
            String problem = String.valueOf(damaged.getMessage())
                    .replace(file + ": ", "").replaceFirst(" \\([^()]*\\)$", "");
            throw new GemstreamException(ErrorReason.FETCH_FAILED,
                    label + ": what it answers is no list of the model's files: " + problem, damaged);
        }
    }

    static boolean isCommit(String text) {
        return HASH.matcher(text).matches();
    }

    /** Keeps it in the form of the hub's answer, for {@link #read}. */
    void write(Path file) throws IOException {
        try (JsonGenerator out = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
            out.writeStartObject();
            if (commit.isPresent()) {
                out.writeStringField("sha", commit.get());
            }
            out.writeArrayFieldStart("siblings");
            for (HubFile sibling : files) {
                write(sibling, out);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    /** The same, with these files in place of those of the same path. */
    HubListing with(List<HubFile> known) {
        return new HubListing(commit, files.stream()
                .map(file -> known.stream().filter(other -> other.path().equals(file.path())).findFirst().orElse(file))
                .toList());
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
        Optional<Digest> digest = lfs.isPresent()
                ? hash(lfs.get(), "sha256").map(Digest::sha256)
                : hash(sibling, "blobId").map(hex -> new Digest(Digest.Kind.GIT_BLOB, hex));
        OptionalLong bytes = lfs.map(pointer -> pointer.integer("size")).filter(OptionalLong::isPresent)
                .orElseGet(() -> sibling.integer("size"));
        return new HubFile(path, bytes, digest);
    }

    private static void write(HubFile sibling, JsonGenerator out) throws IOException {
        boolean isLfs = sibling.digest().map(Digest::kind).filter(kind -> kind == Digest.Kind.SHA256).isPresent();
        out.writeStartObject();
        out.writeStringField("rfilename", sibling.path());
        if (isLfs) {
            out.writeObjectFieldStart("lfs");
        }
        if (sibling.bytes().isPresent()) {
            out.writeNumberField("size", sibling.bytes().getAsLong());
        }
        if (sibling.digest().isPresent()) {
            out.writeStringField(isLfs ? "sha256" : "blobId", sibling.digest().get().hex());
        }
        if (isLfs) {
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    /** Something else than a hash, as some mirrors have, says nothing. */
    private static Optional<String> hash(JsonMetadata json, String key) {
        return json.text(key).filter(HubListing::isCommit);
    }

    private static String text(JsonMetadata json, String key, Pattern form) {
        String text = json.text(key).orElseThrow(() -> json.missing(key));
        if (!form.matcher(text).matches()) {
            throw json.invalid(key, "\"" + text + "\"");
        }
        return text;
    }
}
