package io.gemstream.standalone.models;

import java.time.Duration;

/**
 * Timeouts and attempts of a download.
 *
 * @param connect until a connection must be there
 * @param read longest silence of a server
 * @param pause between attempts after a lost connection
 * @param attempts that may fail in a row without one new byte
 */
record HttpTimeouts(Duration connect, Duration read, Duration pause, int attempts) {

    static final HttpTimeouts DEFAULT =
            new HttpTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(1), 5);
}
