package io.gemstream.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;

/** A server under load. Thread-safe. */
interface Server extends AutoCloseable {

    /** Starts servers. */
    @FunctionalInterface
    interface Starter {

        /**
         * Starts one and waits until it is ready.
         *
         * @param streams slots
         * @param folder for its data and log, empty
         */
        Server start(LoadOptions options, int streams, Path folder) throws IOException, InterruptedException;
    }

    /** Its name in the report. */
    String name();

    /** The process it runs in. */
    ServerProcess process();

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
