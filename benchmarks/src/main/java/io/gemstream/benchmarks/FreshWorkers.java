package io.gemstream.benchmarks;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures bursts on a worker that has just started, in a pipeline that has run for a while: what an autoscaler makes. Each
 * service is a process.
 */
public final class FreshWorkers {

    private static final int GRPC_PORT = 19_000;
    private static final String MODEL = "tiny";
    /** After which the services and this client are compiled. */
    private static final int FIRST_BURSTS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(10);

    private final String bootstrapServers;
    private final Path model;
    private final int slots;
    private final Path log;

    private FreshWorkers(String bootstrapServers, Path model, int slots, Path log) {
        this.bootstrapServers = bootstrapServers;
        this.model = model;
        this.slots = slots;
        this.log = log;
    }

    /** Arguments: bootstrap servers, streams at once, workers, model file, log file of all services. */
    public static void main(String[] args) throws IOException, InterruptedException {
        FreshWorkers benchmark = new FreshWorkers(args[0], Path.of(args[3]), Integer.parseInt(args[1]), Path.of(args[4]));
        benchmark.run(Integer.parseInt(args[2]));
    }

    private void run(int workers) throws IOException, InterruptedException {
        Process tokenizer = service("tokenizer-service");
        Requests requests = new Requests();
        try (GatewayProcess _ = GatewayProcess.start(bootstrapServers, GRPC_PORT, log);
                GemstreamClient client = GemstreamClient.connect(List.of(new HostPort("127.0.0.1", GRPC_PORT)))) {
            bursts("first worker, burst", FIRST_BURSTS, requests, client);
            for (int worker = 1; worker <= workers; worker++) {
                bursts("fresh worker " + worker + ", burst", 2, requests, client);
            }
        } finally {
            Processes.stop(tokenizer);
        }
    }

    private void bursts(String name, int bursts, Requests requests, GemstreamClient client)
            throws IOException, InterruptedException {
        Process worker = service("inference-service", "--add-modules=jdk.incubator.vector", "-Dgemstream.worker.slots=" + slots);
        try {
            await(1, client);
            for (int burst = 1; burst <= bursts; burst++) {
                Bursts.run(name + " " + burst, slots, requests, client);
            }
        } finally {
            Processes.stop(worker);
        }
        await(0, client);
    }

    private Process service(String module, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-Dkafka.bootstrap.servers=" + bootstrapServers, "-Dquarkus.http.port=0",
                "-Dgemstream.models." + MODEL + "=" + model));
        all.addAll(List.of(options));
        Process started = Processes.service(module, log, all);
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }

    private void await(int workers, GemstreamClient client) throws IOException, InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (client.models(LIMIT).stream().mapToInt(served -> served.getWorkersCount()).sum() != workers) {
            if (System.nanoTime() > limit) {
                throw new IOException("not " + workers + " workers; the log is " + log);
            }
            Thread.sleep(POLL);
        }
    }
}
