package io.gemstream.standalone.models;

import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Path;

/** One place a model file can come from. What it leaves behind when it fails, it resumes from the next time. */
interface ModelSource {

    /** For the user, for example {@code the Hugging Face hub, repository owner/name}. */
    String describe();

    /**
     * Writes the whole file to {@code part}, going on from what is there.
     *
     * @throws GemstreamException FETCH_FAILED or DISK_FULL
     */
    void fetch(Path part, FetchProgress progress) throws IOException, InterruptedException;

    /** Forgets what is kept for resuming, after the file is complete or turned out wrong. */
    void forget(Path part) throws IOException;
}
