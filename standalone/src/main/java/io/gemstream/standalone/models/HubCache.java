package io.gemstream.standalone.models;

import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The cache of the Hugging Face tools, read only: {@code models--OWNER--NAME} with {@code refs}, which name commits,
 * {@code snapshots}, which have a commit's files by their names, and {@code blobs}, which have them by what they hash to
 * (huggingface_hub, "Understand caching").
 *
 * @param folder need not be there
 */
record HubCache(Path folder) {

    private static final Set<String> TOKENIZERS = Set.of("tokenizer.model", "tokenizer.json");

    /**
     * The model where all files it needs are here, as the cache has the revision: a file, or the folder of a snapshot.
     *
     * @throws GemstreamException INVALID_OPTION where several files could be meant
     */
    Optional<Path> model(HubReference model) throws IOException {
        Optional<Path> snapshot = snapshot(model);
        if (snapshot.isEmpty()) {
            return Optional.empty();
        }
        HubListing listing = new HubListing(Optional.empty(), files(snapshot.get()));
        if (listing.files().stream().noneMatch(HubFile::isWeights)) {
            return Optional.empty();
        }
        HubChoice choice = HubChoice.of(model, listing);
        if (!choice.isFolder()) {
            return Optional.of(snapshot.get().resolve(choice.files().getFirst().path()));
        }
        boolean whole = choice.files().stream().map(HubFile::path).anyMatch(TOKENIZERS::contains)
                && choice.index().map(index -> HubListing.shards(snapshot.get().resolve(index.path()))).orElse(Set.of())
                        .stream().allMatch(shard -> listing.file(shard).isPresent());
        return whole ? snapshot : Optional.empty();
    }

    /** A file by what it hashes to, where it is here. */
    Optional<Path> blob(String repository, Digest digest) {
        return Optional.of(repository(repository).resolve("blobs").resolve(digest.hex())).filter(Files::isReadable);
    }

    private Optional<Path> snapshot(HubReference model) throws IOException {
        Path repository = repository(model.repository());
        Path ref = repository.resolve("refs").resolve(model.revision());
        String commit = Files.isRegularFile(ref) ? Files.readString(ref).strip() : model.revision();
        return HubListing.isCommit(commit)
                ? Optional.of(repository.resolve("snapshots").resolve(commit)).filter(Files::isDirectory)
                : Optional.empty();
    }

    private Path repository(String name) {
        return folder.resolve("models--" + name.replace("/", "--"));
    }

    private static List<HubFile> files(Path snapshot) throws IOException {
        try (Stream<Path> files = Files.walk(snapshot, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> new HubFile(snapshot.relativize(file).toString().replace('\\', '/'),
                            OptionalLong.empty(), Optional.empty()))
                    .toList();
        } catch (UncheckedIOException damaged) {
            throw damaged.getCause();
        }
    }
}
