package io.gemstream.gemma.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers beside a file, in {@code <file>.sha256}, that its checksum was taken, so that a start need not read the whole
 * file again: valid as long as size and time of the file are the same.
 *
 * @param sha256 lower-case hexadecimal
 * @param bytes the file's size then
 * @param modifiedMs the file's time then, milliseconds since 1970
 */
public record VerifiedStamp(String sha256, long bytes, long modifiedMs) {

    /** A stamp for a file as it is now. */
    public static VerifiedStamp of(Path file, String sha256) throws IOException {
        return new VerifiedStamp(sha256, Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }

    /** The stamp of a file, where it has one that still holds. */
    public static Optional<VerifiedStamp> read(Path file) throws IOException {
        Path side = side(file);
        if (!Files.exists(file) || !Files.exists(side)) {
            return Optional.empty();
        }
        return parse(Files.readString(side)).filter(of -> of.holds(file));
    }

    /** Writes it beside the file. */
    public void write(Path file) throws IOException {
        Files.writeString(side(file), sha256 + " " + bytes + " " + modifiedMs + "\n");
    }

    static Path side(Path file) {
        return file.resolveSibling(file.getFileName() + ".sha256");
    }

    private boolean holds(Path file) {
        try {
            return equals(of(file, sha256));
        } catch (IOException gone) {
            return false;
        }
    }

    private static Optional<VerifiedStamp> parse(String text) {
        String[] words = text.strip().split(" ");
        if (words.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new VerifiedStamp(words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
        } catch (NumberFormatException damaged) {
            return Optional.empty();
        }
    }
}
