package io.gemstream.gemma.convert;

/** Receives the progress of a conversion, on the thread that converts. What it throws ends the conversion. */
@FunctionalInterface
public interface ProgressListener {

    /** Hears nothing. */
    ProgressListener NONE = (_, _) -> {};

    /**
     * After each piece that was written, about a megabyte.
     *
     * @param doneBytes tensor bytes written so far
     * @param totalBytes tensor bytes there will be
     */
    void progress(long doneBytes, long totalBytes);
}
