package io.gemstream.benchmarks.affinity;

import io.gemstream.benchmarks.Processes;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.Model;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs a pipeline with several workers: one with everything else in a process, the others in one each. */
final class Fleet implements AutoCloseable {

    static final int SLOTS = 4;

    private static final int GRPC_PORT = 19_000;
    private static final int KAFKA_PORT = 19_092;
    private static final Path WORKER = Path.of("inference-service", "target", "quarkus-app", "quarkus-run.jar");
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", GRPC_PORT).usePlaintext().build();
    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final Placement placement;

    private Fleet(Path folder, Placement placement) {
        this.folder = folder;
        this.placement = placement;
    }

    /**
     * Starts it and waits until all workers are there.
     *
     * @param folder for data and logs
     */
    static Fleet start(Path model, int workers, Placement placement, Path folder)
            throws IOException, InterruptedException {
        Fleet fleet = new Fleet(folder, placement);
        try {
            fleet.launch("up", List.of("./gemstream", "up", "--model", model.toString(), "--slots",
                    Integer.toString(SLOTS), "--threads", "1", "--data", folder.resolve("kafka").toString(), "--grpc-port",
                    Integer.toString(GRPC_PORT), "--http-port", "18080", "--kafka-port", Integer.toString(KAFKA_PORT)));
            Model served = fleet.await(1);
            for (int worker = 1; worker < workers; worker++) {
                fleet.launch("worker-" + worker, List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                        "-Dkafka.bootstrap.servers=127.0.0.1:" + KAFKA_PORT, "-Dquarkus.http.port=0",
                        "-Dgemstream.models.\"" + served.getName() + "\"=" + model, "-Dgemstream.worker.slots=" + SLOTS,
                        "-Dgemstream.worker.threads=1", "-jar", WORKER.toString()));
            }
            fleet.await(workers);
            return fleet;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            fleet.close();
            throw failed;
        }
    }

    GenerationServiceBlockingStub stub() {
        return GenerationServiceGrpc.newBlockingStub(channel);
    }

    private void launch(String name, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("GEMSTREAM_TOPICS_AFFINITY", Integer.toString(placement.topics()));
        processes.add(builder.start());
    }

    private Model await(int workers) throws IOException, InterruptedException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < limit && processes.stream().allMatch(Process::isAlive)) {
            try {
                List<Model> models = stub().listModels(ListModelsRequest.getDefaultInstance()).getModelsList();
                if (models.size() == 1 && models.getFirst().getWorkersCount() == workers) {
                    return models.getFirst();
                }
            } catch (StatusRuntimeException notYet) {
                // Counts as none.
            }
            Thread.sleep(POLL);
        }
        throw new IOException("not all of " + workers + " workers came; the logs are in " + folder);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        // Workers first: their broker is in the first process.
        processes.reversed().forEach(Processes::stop);
    }
}
