package io.gemstream.benchmarks.load;

import java.io.IOException;

/** A server under load. Thread-safe. */
interface Server extends AutoCloseable {

    /** Its name in the report. */
    String name();

    /**
     * Generates one text greedily, past any end, and waits for all of it.
     *
     * @param tokens to generate
     * @throws IOException if it refuses or breaks off
     */
    Reply generate(String prompt, int tokens) throws IOException, InterruptedException;

    /** Stops it and waits until it has stopped. */
    @Override
    void close();
}
