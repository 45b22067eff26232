package io.gemstream.worker.attempt;

/** Reads from a generation's log how far earlier attempts have got. */
@FunctionalInterface
public interface TranscriptReader {

    /**
     * Reads the log up to a record that has been acknowledged. Blocks.
     *
     * @param createdMs when the request was made, milliseconds since 1970: nothing older is read
     */
    ResumePoint read(LogLocation location, long createdMs, LogMark mark);
}
