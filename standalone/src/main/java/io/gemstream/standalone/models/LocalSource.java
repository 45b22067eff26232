package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies a file on this machine. */
record LocalSource(Path file, FreeSpace space) implements ModelSource {

    private static final int BUFFER_BYTES = 1 << 20;

    @Override
    public String describe() {
        return file.toString();
    }

    @Override
    public void fetch(Path part, FetchProgress progress) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, file + ": no such file");
        }
        long total = Files.size(file);
        space.require(part, total);
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = 0;
        try (InputStream in = open();
                PartFile out = PartFile.fresh(part)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, read);
                done += read;
                progress.at("copying", done, total);
            }
        }
        progress.stepDone();
    }

    private InputStream open() {
        try {
            return Files.newInputStream(file);
        } catch (IOException unreadable) {
            throw new GemstreamException(
                    ErrorReason.MODEL_FILE_MISSING, file + ": cannot be read: " + unreadable, unreadable);
        }
    }

    @Override
    public void forget(Path part) throws IOException {
        Files.deleteIfExists(part);
    }
}
