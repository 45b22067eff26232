package io.gemstream.benchmarks.load;

import io.gemstream.benchmarks.ResidentMemory;
import io.gemstream.benchmarks.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server's process, its output in a file. */
final class ServerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int OK = 200;

    private final Process process;
    private final long beginNs;
    private volatile double readySeconds;

    private ServerProcess(Process process, long beginNs) {
        this.process = process;
        this.beginNs = beginNs;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param health answers with 200 once it is
     * @throws IOException if it ends, or is not ready in three minutes
     */
    static ServerProcess start(List<String> command, Map<String, String> environment, Path log, URI health)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long beginNs = System.nanoTime();
        ServerProcess server = new ServerProcess(builder.start(), beginNs);
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!isReady(client, health)) {
                if (!server.process.isAlive() || System.nanoTime() - beginNs >= START_LIMIT.toNanos()) {
                    server.close();
                    throw new IOException(command.getFirst() + ": is not ready; its output is in " + log);
                }
                Thread.sleep(POLL);
            }
        }
        server.readySeconds = server.seconds();
        return server;
    }

    private static boolean isReady(HttpClient client, URI health) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** From its start until now. */
    double seconds() {
        return (System.nanoTime() - beginNs) / 1e9;
    }

    /** From its start until it said that it was ready. */
    double readySeconds() {
        return readySeconds;
    }

    ResidentMemory memory() throws IOException {
        return ResidentMemory.of(process.pid());
    }

    @Override
    public void close() {
        Processes.stop(process);
    }
}
