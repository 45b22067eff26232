package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, read once through a small buffer. */
final class Checksum {

    private static final int BUFFER_BYTES = 1 << 20;

    private Checksum() {}

    /** Lower-case hexadecimal SHA-256 of a file. */
    static String sha256(Path file, FetchProgress progress) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = Files.size(file);
        long done = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                done += read;
                progress.at("verifying", done, total);
            }
        }
        progress.stepDone();
        return HexFormat.of().formatHex(digest.digest());
    }

    /** @throws GemstreamException CHECKSUM_MISMATCH */
    static void require(Path file, String expected, String actual) {
        if (!actual.equals(expected)) {
            throw new GemstreamException(ErrorReason.CHECKSUM_MISMATCH,
                    file + ": sha256 " + actual + " (expected: " + expected + ")");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
