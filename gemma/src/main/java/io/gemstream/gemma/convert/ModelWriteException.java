package io.gemstream.gemma.convert;

import io.gemstream.gemma.error.GemmaException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A converted model could not be written. Nothing is left behind but what was there before. */
public final class ModelWriteException extends GemmaException {

    private static final long serialVersionUID = 1L;

    private final transient Path target;
    private final boolean diskFull;

    private ModelWriteException(Path target, String what, boolean diskFull, @Nullable Throwable cause) {
        super(diskFull ? Code.DISK_FULL : Code.WRITE_FAILED, target + ": " + what, cause);
        this.target = target;
        this.diskFull = diskFull;
    }

    static ModelWriteException noSpace(Path target, long needed, long free) {
        return new ModelWriteException(target, "needs " + needed + " bytes where " + free
                + " are free (free some space, or give a target on another disk)", true, null);
    }

    static ModelWriteException failed(Path target, IOException cause, boolean diskFull) {
        return new ModelWriteException(target, diskFull
                ? "the disk is full (free some space, or give a target on another disk)"
                : "cannot be written: " + cause.getMessage() + " (check path and permissions)", diskFull, cause);
    }

    /** The file that was to be written. */
    public Path target() {
        return target;
    }

    /** Whether the disk lacks space. */
    public boolean diskFull() {
        return diskFull;
    }
}
