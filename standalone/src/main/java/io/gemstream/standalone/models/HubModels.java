package io.gemstream.standalone.models;

import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Keeps models of the Hugging Face hub in the store, each in the folder {@code owner/name}. Beside its files lies the
 * hub's listing of the last complete fetch: with it, whether a model is complete is known without asking the hub.
 */
final class HubModels {

    private final Path store;
    private final ModelSources sources;
    private final FetchProgress progress;

    HubModels(Path store, ModelSources sources, FetchProgress progress) {
        this.store = store;
        this.sources = sources;
        this.progress = progress;
    }

    /**
     * The model where all of it is here, as the hub had it at the last fetch, or in the cache of the hub's own tools;
     * asks nobody.
     */
    Optional<Path> local(HubReference model) throws IOException {
        Optional<Path> stored = stored(model);
        return stored.isPresent() ? stored : cached(model);
    }

    private Optional<Path> stored(HubReference model) throws IOException {
        Optional<HubListing> listing = keptListing(model);
        if (listing.isEmpty()) {
            return Optional.empty();
        }
        try {
            HubListing known = listing.get();
            HubChoice choice = HubChoice.of(model, known);
            if (!set(model, known, choice.files()).isComplete(progress)) {
                return Optional.empty();
            }
            List<HubFile> files = choice.with(shards(model, choice), known);
            return set(model, known, files).isComplete(progress) ? Optional.of(path(model, choice)) : Optional.empty();
        } catch (GemstreamException listingIsOld) {
            return Optional.empty();
        }
    }

    private Optional<Path> cached(HubReference model) throws IOException {
        Optional<HubCache> cache = sources.cache();
        if (cache.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Path> path = cache.get().model(model);
            path.ifPresent(there -> progress.note(model + " is in the Hugging Face cache: " + there));
            return path;
        } catch (GemstreamException severalOrDamaged) {
            progress.note("in the Hugging Face cache: " + severalOrDamaged.getMessage());
            return Optional.empty();
        }
    }

    /** Asks the hub which files the model has now and fetches those that are not here. Blocks until they are. */
    Path pull(HubReference model) throws IOException, InterruptedException {
        Path folder = folder(model);
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw PartFile.writeFailure(folder, failed);
        }
        try (FileLocking _ = FileLocking.take(folder, progress)) {
            HubListing listing = fetchListing(model, folder);
            HubChoice choice = HubChoice.of(model, listing);
            progress.note("fetching " + model + " from " + sources.hubName(model.repository())
                    + listing.commit().map(commit -> ", commit " + commit).orElse(""));
            // The index is small, and only it tells what else there is.
            List<HubFile> index = known(model, listing, choice.index().stream().toList());
            set(model, listing, index).fetch(NoProgress.INSTANCE);
            HubListing indexed = listing.with(index);
            List<HubFile> files = known(model, indexed, choice.with(shards(model, choice), indexed));
            tellUnknown(files);
            set(model, listing, files).fetch(progress);
            if (choice.isFolder() && choice.index().isEmpty()) {
                // Of an earlier commit that was in shards; it would be believed.
                Files.deleteIfExists(folder.resolve(HubChoice.INDEX));
            }
            listing.with(asFetched(folder, files)).write(part(folder));
            Files.move(part(folder), listing(folder), StandardCopyOption.ATOMIC_MOVE);
            Path path = path(model, choice);
            progress.note(model + " is in " + path);
            return path;
        }
    }

    private HubListing fetchListing(HubReference model, Path folder) throws IOException, InterruptedException {
        Path part = part(folder);
        HttpSource source = sources.hubListing(model);
        // An answer to an earlier question is no beginning of this one's.
        source.forget(part);
        source.fetch(part, NoProgress.INSTANCE);
        ResumePoint.delete(part);
        return HubListing.read(part, source.label());
    }

    private Optional<HubListing> keptListing(HubReference model) {
        Path listing = listing(folder(model));
        try {
            return Files.exists(listing) ? Optional.of(HubListing.read(listing, listing.toString())) : Optional.empty();
        } catch (GemstreamException listingIsOld) {
            return Optional.empty();
        }
    }

    /** The files with what the listing does not say of them: as they were fetched at the same commit, or as asked now. */
    private List<HubFile> known(HubReference model, HubListing listing, List<HubFile> files) {
        Optional<HubListing> kept = keptListing(model)
                .filter(before -> before.commit().isPresent() && before.commit().equals(listing.commit()));
        List<HubFile> known = new ArrayList<>();
        for (HubFile file : files) {
            HubFile before = kept.flatMap(listed -> listed.file(file.path()))
                    .map(same -> file.or(same.bytes(), same.digest())).orElse(file);
            if (before.isKnown()) {
                known.add(before);
            } else {
                RemoteFacts facts = sources.hubFile(model.repository(), revision(model, listing), file.path()).facts();
                known.add(before.or(facts.bytes(), facts.digest()));
            }
        }
        return known;
    }

    private void tellUnknown(List<HubFile> files) {
        List<String> unknown = files.stream().filter(file -> file.digest().isEmpty()).map(HubFile::path).toList();
        if (!unknown.isEmpty()) {
            progress.note("no checksum is told of " + String.join(", ", unknown)
                    + ": only size and structure can be verified");
        }
    }

    /** What is here now, so that another start can verify it where the server could not. */
    private static List<HubFile> asFetched(Path folder, List<HubFile> files) throws IOException {
        List<HubFile> fetched = new ArrayList<>();
        for (HubFile file : files) {
            Path path = folder.resolve(file.path());
            Optional<Digest> digest = file.digest().isPresent() ? file.digest()
                    : Optional.of(new StoredFile(path, Optional.empty()).actual(NoProgress.INSTANCE));
            fetched.add(new HubFile(file.path(), OptionalLong.of(Files.size(path)), digest));
        }
        return fetched;
    }

    private static String revision(HubReference model, HubListing listing) {
        return listing.commit().orElse(model.revision());
    }

    private Set<String> shards(HubReference model, HubChoice choice) {
        return choice.index().map(index -> HubListing.shards(folder(model).resolve(index.path()))).orElse(Set.of());
    }

    private FileSet set(HubReference model, HubListing listing, List<HubFile> files) {
        Path folder = folder(model);
        return new FileSet(folder, files.stream()
                .map(file -> new FileSet.Member(
                        new StoredFile(folder.resolve(file.path()), file.digest()), file.bytes(),
                        file.digest().flatMap(digest -> sources.cached(model.repository(), digest)).orElseGet(() ->
                                sources.hubFile(model.repository(), revision(model, listing), file.path()))))
                .toList(), sources.space());
    }

    private Path path(HubReference model, HubChoice choice) {
        return choice.isFolder() ? folder(model) : folder(model).resolve(choice.files().getFirst().path());
    }

    private Path folder(HubReference model) {
        return store.resolve(model.folder());
    }

    private static Path listing(Path folder) {
        return folder.resolve(".listing.json");
    }

    private static Path part(Path folder) {
        return folder.resolve(".listing.json.part");
    }
}
