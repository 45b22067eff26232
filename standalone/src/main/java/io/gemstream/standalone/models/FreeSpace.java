package io.gemstream.standalone.models;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how many bytes a folder's disk can still take. */
@FunctionalInterface
public interface FreeSpace {

    /** Asks the file system; one that does not tell, as behind some mounts, may have any space. */
    FreeSpace OF_DISK = folder -> {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException untold) {
            return Long.MAX_VALUE;
        }
    };

    /** Bytes usable in {@code folder}, which exists. */
    long usable(Path folder) throws IOException;

    /**
     * Refuses a file that would not fit.
     *
     * @throws GemstreamException DISK_FULL
     */
    default void require(Path file, long bytes) throws IOException {
        long usable = usable(file.toAbsolutePath().getParent());
        if (usable < bytes) {
            throw new GemstreamException(ErrorReason.DISK_FULL, file + ": needs " + Sizes.mebibytes(bytes) + ", the disk has "
                    + Sizes.mebibytes(usable));
        }
    }
}
