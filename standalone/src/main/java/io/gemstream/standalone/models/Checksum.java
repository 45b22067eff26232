package io.gemstream.standalone.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes checksums of files, which are read once through a small buffer. */
final class Checksum {

    private static final int BUFFER_BYTES = 1 << 20;

    private Checksum() {}

    /** Lower-case hexadecimal SHA-256 of a file. */
    static String sha256(Path file, FetchProgress progress) throws IOException {
        return hex(file, digest("SHA-256"), progress);
    }

    /** The name that git gives a file's content (Git Internals, Git Objects): SHA-1 after a header with the length. */
    static String gitBlob(Path file, FetchProgress progress) throws IOException {
        MessageDigest digest = digest("SHA-1");
        digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        return hex(file, digest, progress);
    }

    private static String hex(Path file, MessageDigest digest, FetchProgress progress) throws IOException {
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

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has " + algorithm, missing);
        }
    }
}
