package io.gemstream.gemma.format;

import io.gemstream.gemma.error.GemmaException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model file that cannot be used: missing, damaged, or of a kind this library does not run (ADR 36). The message
 * names the file, what is wrong, where, and what to do about it.
 */
public final class ModelFileException extends GemmaException {

    private static final long serialVersionUID = 1L;

    /** Offset of a failure that has no place in the file. */
    public static final long NO_OFFSET = -1;

    private final transient Path file;
    private final long offset;
    private final String problem;
    private final String remedy;

    /**
     * @param file the file
     * @param what what is wrong
     * @param offset byte offset of the damage, or {@link #NO_OFFSET}
     * @param remedy what the reader of the message can do
     */
    public ModelFileException(Path file, String what, long offset, String remedy) {
        this(file, what, offset, remedy, null);
    }

    /** As above, of no place in the file. */
    public ModelFileException(Path file, String what, String remedy) {
        this(file, what, NO_OFFSET, remedy, null);
    }

    /** As above, with the failure underneath. */
    public ModelFileException(Path file, String what, String remedy, Throwable cause) {
        this(file, what, NO_OFFSET, remedy, cause);
    }

    private ModelFileException(Path file, String what, long offset, String remedy, @Nullable Throwable cause) {
        this(file, offset, file + ": " + what + (offset == NO_OFFSET ? "" : " at byte " + offset), remedy, cause);
    }

    private ModelFileException(Path file, long offset, String problem, String remedy, @Nullable Throwable cause) {
        super(Code.INVALID_MODEL_FILE, problem + " (" + remedy + ")", cause);
        this.file = file;
        this.offset = offset;
        this.problem = problem;
        this.remedy = remedy;
    }

    /** The same failure with a remedy that fits it better. */
    ModelFileException withRemedy(String better) {
        return new ModelFileException(file, offset, problem, better, getCause());
    }

    /** The message without the remedy. */
    public String problem() {
        return problem;
    }

    /** The remedy: what the reader of the message can do, as a sentence. */
    public String remedy() {
        return Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1) + ".";
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
