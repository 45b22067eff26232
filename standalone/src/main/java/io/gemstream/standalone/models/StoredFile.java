package io.gemstream.standalone.models;

import io.gemstream.gemma.format.FileStructure;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.VerifiedStamp;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A file of the store, there or wanted.
 *
 * @param expected empty where nobody said
 */
record StoredFile(Path path, Optional<Digest> expected) {

    /** The part file, in which the file grows. */
    Path part() {
        return path.resolveSibling(path.getFileName() + ".part");
    }

    /** The hash of the file, which is there; reads it only where its stamp does not say. */
    Digest actual(FetchProgress progress) throws IOException {
        if (kind() == Digest.Kind.GIT_BLOB) {
            return kind().of(path, NoProgress.INSTANCE);
        }
        Optional<VerifiedStamp> stamp = VerifiedStamp.read(path);
        if (stamp.isPresent()) {
            return Digest.sha256(stamp.get().sha256());
        }
        Digest actual = kind().of(path, progress);
        stamp(actual);
        return actual;
    }

    /** Whether the file is there with the right checksum. */
    boolean isThere(FetchProgress progress) throws IOException {
        return Files.isRegularFile(path) && (expected.isEmpty() || expected.get().equals(actual(progress)));
    }

    /**
     * Reads the whole part file.
     *
     * @throws GemstreamException CHECKSUM_MISMATCH, or FETCH_FAILED where it has no checksum and is damaged by its own
     *     structure; the source has then forgotten the part
     */
    Digest verifyPart(ModelSource source, FetchProgress progress) throws IOException {
        Digest actual = kind().of(part(), progress);
        if (expected.isEmpty() && source instanceof HttpSource) {
            requireWhole(source);
        }
        if (expected.isPresent() && !expected.get().equals(actual)) {
            source.forget(part());
            expected.get().require(path, actual);
        }
        return actual;
    }

    private void requireWhole(ModelSource source) throws IOException {
        try {
            FileStructure.require(part(), path.getFileName().toString());
        } catch (ModelFileException damaged) {
            source.forget(part());
            throw new GemstreamException(ErrorReason.FETCH_FAILED, source.describe() + ": what came is damaged: "
                    + String.valueOf(damaged.getMessage()).replace(part() + ": ", ""), damaged);
        }
    }

    /** Makes the verified part the file. */
    void install(ModelSource source, Digest actual) throws IOException {
        Files.move(part(), path, StandardCopyOption.ATOMIC_MOVE);
        stamp(actual);
        source.forget(part());
    }

    /** A small file is read again each time, which costs less than another file beside it. */
    private void stamp(Digest actual) {
        if (actual.kind() == Digest.Kind.SHA256) {
            try {
                VerifiedStamp.of(path, actual.hex()).write(path);
            } catch (IOException readOnly) {
                // The file is good; without its stamp it is read again next time.
            }
        }
    }

    private Digest.Kind kind() {
        return expected.map(Digest::kind).orElse(Digest.Kind.SHA256);
    }
}
