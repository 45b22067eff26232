package io.gemstream.gemma.format;

import java.nio.file.Path;

/**
 * A model file that cannot be used: missing, damaged, or of a kind this library does not run. The message names the
 * file, what is wrong, where, and what to do about it.
 */
public final class ModelFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Offset of a failure that has no place in the file. */
    public static final long NO_OFFSET = -1;

    private final transient Path file;
    private final long offset;

    /**
     * @param file the file
     * @param what what is wrong
     * @param offset byte offset of the damage, or {@link #NO_OFFSET}
     * @param remedy what the reader of the message can do
     */
    public ModelFileException(Path file, String what, long offset, String remedy) {
        super(file + ": " + what + (offset == NO_OFFSET ? "" : " at byte " + offset) + " (" + remedy + ")");
        this.file = file;
        this.offset = offset;
    }

    /** As above, with the failure underneath. */
    public ModelFileException(Path file, String what, String remedy, Throwable cause) {
        super(file + ": " + what + " (" + remedy + ")", cause);
        this.file = file;
        this.offset = NO_OFFSET;
    }

    /** The file that cannot be used. */
    public Path file() {
        return file;
    }

    /** Byte offset of the damage, or {@link #NO_OFFSET}. */
    public long offset() {
        return offset;
    }
}
