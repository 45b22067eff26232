package io.gemstream.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server takes until it is ready.
 *
 * @param readySeconds from its start to the first yes of its health check
 * @param residentBytes of its processes then, the file's pages in memory included
 */
record Footprint(Path model, String server, double readySeconds, long residentBytes) {

    private static final String OUR_PORT = "18080";
    private static final String THEIR_PORT = "18081";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Ours is the whole pipeline with its broker, theirs one process. */
    static List<Footprint> measure(ComparisonOptions options, Path model) throws IOException, InterruptedException {
        String threads = Integer.toString(options.threads());
        Path data = Files.createTempDirectory("gemstream-footprint");
        ProcessBuilder ours = new ProcessBuilder(
                "./gemstream", "up", "--model", model.toString(), "--data", data.toString(), "--grpc-port", "19000",
                "--http-port", OUR_PORT, "--kafka-port", "19092", "--threads", threads);
        ours.environment().put("GEMSTREAM_DEVICE_PROFILE", options.profile().label());
        ours.environment().put("GEMSTREAM_DEVICE_KV_FORMAT", options.kvFormat().label());
        ProcessBuilder theirs = new ProcessBuilder(
                options.program(), "-m", "llama_cpp.server", "--model", model.toString(), "--port", THEIR_PORT,
                "--n_threads", threads, "--n_ctx", Integer.toString(options.positions()));
        return List.of(
                measure(model, "gemstream up", ours, "http://127.0.0.1:" + OUR_PORT + "/q/health/ready"),
                measure(model, "llama_cpp.server", theirs, "http://127.0.0.1:" + THEIR_PORT + "/v1/models"));
    }

    private static Footprint measure(Path model, String server, ProcessBuilder command, String url)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!isReady(client, url)) {
                if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new IllegalStateException(server + " did not get ready: " + command.command());
                }
                Thread.sleep(50);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            long resident = 0;
            for (ProcessHandle one : Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
                resident += residentBytes(one.pid());
            }
            return new Footprint(model, server, seconds, resident);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static boolean isReady(HttpClient client, String url) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static long residentBytes(long pid) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }
}
