package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Hash of the bytes of a file.
 *
 * @param hex lower-case hexadecimal
 */
record Digest(Kind kind, String hex) {

    /** The hash function. */
    enum Kind {
        /** SHA-256, as git-lfs names large files. */
        SHA256("sha256"),
        /** SHA-1 of a header and the bytes, as git names small files. */
        GIT_BLOB("git blob");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Reads a file once; reports as the step {@code verifying}. */
        Digest of(Path file, FetchProgress progress) throws IOException {
            return new Digest(this, switch (this) {
                case SHA256 -> Checksum.sha256(file, progress);
                case GIT_BLOB -> Checksum.gitBlob(file, progress);
            });
        }
    }

    static Digest sha256(String hex) {
        return new Digest(Kind.SHA256, hex);
    }

    /** @throws GemstreamException CHECKSUM_MISMATCH where {@code file} has another one */
    void require(Path file, Digest actual) {
        if (!equals(actual)) {
            throw new GemstreamException(ErrorReason.CHECKSUM_MISMATCH, file + ": " + actual + " (expected: " + hex + ")");
        }
    }

    @Override
    public String toString() {
        return kind.label + " " + hex;
    }
}
