package io.gemstream.benchmarks.load;

import io.gemstream.benchmarks.ResidentMemory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One start of a server.
 *
 * @param readySeconds until it said that it was ready
 * @param answerSeconds until it had answered a request for one token, which was sent when it was ready
 * @param memory then
 */
record StartUp(double readySeconds, double answerSeconds, ResidentMemory memory) {

    /** Of a server that was started just now. */
    static StartUp of(Server server) throws IOException, InterruptedException {
        server.client().generate("river", 1);
        double answerSeconds = server.process().seconds();
        return new StartUp(server.process().readySeconds(), answerSeconds, server.process().memory());
    }

    /** Reads a file, so that starts find it in memory. */
    static void warm(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
