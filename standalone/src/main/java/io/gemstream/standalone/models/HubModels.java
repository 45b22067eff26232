package io.gemstream.standalone.models;

import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Models of the Hugging Face hub in the store, each in the folder {@code owner/name}. Beside its files lies the hub's
 * listing of the last complete fetch: with it, whether a model is complete is known without asking the hub.
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

    /** The model where all of it is here, as the hub had it at the last fetch; asks nobody. */
    Optional<Path> local(HubReference model) throws IOException {
        Path listing = listing(folder(model));
        if (!Files.exists(listing)) {
            return Optional.empty();
        }
        try {
            HubListing known = HubListing.read(listing);
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
            progress.note("fetching " + model + " from " + sources.hubName(model.repository()) + ", commit "
                    + listing.commit());
            // The index is small, and only it tells what else there is.
            set(model, listing, choice.index().stream().toList()).fetch(Silence.INSTANCE);
            FileSet set = set(model, listing, choice.with(shards(model, choice), listing));
            set.fetch(progress);
            if (choice.isFolder() && choice.index().isEmpty()) {
                // Of an earlier commit that was in shards; it would be believed.
                Files.deleteIfExists(folder.resolve(HubChoice.INDEX));
            }
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
        source.fetch(part, Silence.INSTANCE);
        ResumePoint.delete(part);
        return HubListing.read(part);
    }

    private Set<String> shards(HubReference model, HubChoice choice) {
        return choice.index().map(index -> HubListing.shards(folder(model).resolve(index.path()))).orElse(Set.of());
    }

    private FileSet set(HubReference model, HubListing listing, List<HubFile> files) {
        Path folder = folder(model);
        return new FileSet(folder, files.stream()
                .map(file -> new FileSet.Member(
                        new StoredFile(folder.resolve(file.path()), Optional.of(file.digest())), file.bytes(),
                        sources.hubFile(model.repository(), listing.commit(), file.path())))
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
