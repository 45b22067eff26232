package io.gemstream.standalone.models;

import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Identifies the version of a file that the bytes in a part file belong to; kept beside it, so that a resumed download
 * never joins two versions.
 *
 * @param uri where the bytes came from
 * @param validator the server's strong ETag or its Last-Modified, for If-Range (RFC 9110, 13.1.5); may be empty
 */
record ResumePoint(URI uri, String validator) {

    /** The resume point of a part file, where it is for {@code uri}. */
    static Optional<ResumePoint> of(Path part, URI uri) {
        Path side = side(part);
        if (!Files.exists(part) || !Files.exists(side)) {
            return Optional.empty();
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(side);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
        return lines.size() == 2 && lines.getFirst().equals(uri.toString())
                ? Optional.of(new ResumePoint(uri, lines.getLast()))
                : Optional.empty();
    }

    /** @throws GemstreamException DISK_FULL, WRITE_FAILED */
    void write(Path part) {
        try {
            Files.writeString(side(part), uri + "\n" + validator + "\n");
        } catch (IOException failed) {
            throw PartFile.writeFailure(side(part), failed);
        }
    }

    /** @throws GemstreamException WRITE_FAILED */
    static void delete(Path part) {
        try {
            Files.deleteIfExists(side(part));
        } catch (IOException failed) {
            throw PartFile.writeFailure(side(part), failed);
        }
    }

    private static Path side(Path part) {
        return part.resolveSibling(part.getFileName() + ".from");
    }
}
