package io.gemstream.benchmarks.load;

import java.io.IOException;

/** Asks a server for texts. Thread-safe. */
interface TextClient extends AutoCloseable {

    /**
     * Generates one text greedily, past any end, and waits for all of it.
     *
     * @param tokens to generate
     * @throws IOException if it is refused or breaks off
     */
    Reply generate(String prompt, int tokens) throws IOException, InterruptedException;

    @Override
    void close();
}
