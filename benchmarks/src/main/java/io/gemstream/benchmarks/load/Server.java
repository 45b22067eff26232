package io.gemstream.benchmarks.load;

import java.io.IOException;
import java.net.URI;
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

    /** Calls it in the way that is its own. */
    TextClient client();

    /** Root of its OpenAI-compatible HTTP. */
    URI http();

    /** Stops it and waits until it has stopped. */
    @Override
    void close();
}
