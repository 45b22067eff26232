package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.proto.v1.ListModelsResponse;
import io.gemstream.proto.v1.Model;
import io.gemstream.testing.Ports;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * Gateways, tokenizer services and workers as separate processes on one broker, serving {@link TinyModel}, or under its name
 * what the settings say.
 */
final class Pipeline implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final String USUAL_HEAP = "256m";
    /** What tokens of reference implementations are compared with, whatever the machine could do faster. */
    private static final Map<String, String> EXACT = Map.of("gemstream.device.profile", "exact");

    private final List<JavaProcess> processes = new CopyOnWriteArrayList<>();
    private final List<Integer> grpcPorts = new ArrayList<>();
    private final List<Integer> httpPorts = new ArrayList<>();
    private final List<JavaProcess> gateways = new ArrayList<>();
    private final List<JavaProcess> tokenizers = new ArrayList<>();
    private final List<JavaProcess> workers = new ArrayList<>();
    private final List<GenerationClient> clients = new ArrayList<>();
    private final String bootstrapServers;
    private final Map<String, String> extra;
    private final String gatewayHeap;

    private Pipeline(String bootstrapServers, Map<String, String> extra, String gatewayHeap) {
        this.bootstrapServers = bootstrapServers;
        this.extra = extra;
        this.gatewayHeap = gatewayHeap;
    }

    /** Starts that many processes of each kind and waits until every gateway knows every worker. */
    static Pipeline start(Broker broker, int gateways, int tokenizers, int workers, Map<String, String> extra) {
        return start(broker, gateways, tokenizers, workers, extra, USUAL_HEAP);
    }

    /** The same with another heap for the gateways, as -Xmx takes it. */
    static Pipeline start(Broker broker, int gateways, int tokenizers, int workers, Map<String, String> extra,
            String gatewayHeap) {
        Pipeline pipeline = new Pipeline(broker.bootstrapServers(), extra, gatewayHeap);
        try {
            for (int i = 0; i < gateways; i++) {
                pipeline.startGateway();
            }
            for (int i = 0; i < tokenizers; i++) {
                pipeline.tokenizers.add(pipeline.startService("tokenizer-service", Map.of()));
            }
            for (int i = 0; i < workers; i++) {
                pipeline.startWorker();
            }
            pipeline.awaitServing(tokenizers, workers);
            return pipeline;
        } catch (Throwable failed) {
            pipeline.close();
            throw failed;
        }
    }

    /** A client of one gateway, closed with the pipeline. */
    GenerationClient client(int gateway) {
        GenerationClient client = GenerationClient.connect(grpcPorts.get(gateway));
        clients.add(client);
        return client;
    }

    /** A channel of its own to one gateway, closed with the pipeline. */
    synchronized Channel channel(int gateway) {
        return client(gateway).channel();
    }

    int grpcPort(int gateway) {
        return grpcPorts.get(gateway);
    }

    int httpPort(int gateway) {
        return httpPorts.get(gateway);
    }

    JavaProcess gateway(int index) {
        return gateways.get(index);
    }

    JavaProcess worker(int index) {
        return workers.get(index);
    }

    JavaProcess tokenizer(int index) {
        return tokenizers.get(index);
    }

    /** Starts a gateway again on the port of one that was killed. */
    void restartGateway(int index) {
        gateways.set(index, startService("gateway", ports(grpcPorts.get(index), httpPorts.get(index))));
    }

    /** Starts a tokenizer service in the place of one that was killed. */
    void replaceTokenizer(int index) {
        tokenizers.set(index, startService("tokenizer-service", Map.of()));
    }

    /** Starts a worker in the place of one that was killed. */
    void replaceWorker(int index) {
        workers.set(index, startService("inference-service", Map.of("gemstream.worker.threads", "1")));
    }

    JavaProcess startWorker() {
        return startWorker(Map.of());
    }

    /** A worker with settings of its own. */
    JavaProcess startWorker(Map<String, String> own) {
        Map<String, String> properties = new LinkedHashMap<>(own);
        properties.put("gemstream.worker.threads", "1");
        JavaProcess worker = startService("inference-service", properties);
        workers.add(worker);
        return worker;
    }

    /** Waits until every gateway lists the model with that many live tokenizers and workers. */
    void awaitServing(int tokenizers, int workerCount) {
        for (int port : grpcPorts) {
            try (GenerationClient client = GenerationClient.connect(port)) {
                await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
                    assertAlive();
                    assertThat(models(client).getModelsList()).singleElement().satisfies(model -> {
                        assertThat(model.getName()).isEqualTo(TinyModel.NAME);
                        assertThat(model.getTokenizers()).isEqualTo(tokenizers);
                        assertThat(model.getWorkersCount()).isEqualTo(workerCount);
                    });
                });
            }
        }
    }

    Model model(int gateway) {
        return models(client(gateway)).getModels(0);
    }

    /** Every process still runs, but for those a test has killed. */
    void assertAlive() {
        for (JavaProcess process : processes) {
            if (!process.wasKilled() && !process.isAlive()) {
                throw new AssertionError(process.name() + " ended\n" + process.output());
            }
        }
    }

    /** Lines of logs that a stack trace follows, but for those of Vert.x about threads that a busy machine held up. */
    List<String> stackTraces() {
        return processes.stream().flatMap(process -> {
            List<String> lines = process.output().lines().toList();
            return IntStream.range(1, lines.size())
                    .filter(i -> lines.get(i).startsWith("\tat ") && !lines.get(i - 1).startsWith("\tat "))
                    .mapToObj(i -> lines.get(i - 1))
                    .filter(line -> !line.contains("BlockedThreadChecker"))
                    .map(line -> process.name() + ": " + line);
        }).toList();
    }

    @Override
    public void close() {
        clients.forEach(GenerationClient::close);
        processes.forEach(JavaProcess::terminate);
        processes.forEach(JavaProcess::close);
    }

    private void startGateway() {
        int grpcPort = Ports.free();
        int httpPort = Ports.free();
        gateways.add(startService("gateway", ports(grpcPort, httpPort)));
        grpcPorts.add(grpcPort);
        httpPorts.add(httpPort);
    }

    private static Map<String, String> ports(int grpcPort, int httpPort) {
        return Map.of("quarkus.grpc.server.port", Integer.toString(grpcPort),
                "quarkus.http.port", Integer.toString(httpPort));
    }

    private JavaProcess startService(String module, Map<String, String> own) {
        Map<String, String> properties = new LinkedHashMap<>(EXACT);
        properties.putAll(extra);
        properties.put("kafka.bootstrap.servers", bootstrapServers);
        properties.put("quarkus.http.port", Integer.toString(Ports.free()));
        properties.putIfAbsent("gemstream.models." + TinyModel.NAME, TinyModel.FILE.toString());
        properties.putAll(own);
        JavaProcess process = JavaProcess.start(module, module,
                module.equals("gateway") ? gatewayHeap : USUAL_HEAP, properties);
        processes.add(process);
        return process;
    }

    private static ListModelsResponse models(GenerationClient client) {
        try {
            return client.models();
        } catch (StatusRuntimeException notYet) {
            throw new AssertionError("ListModels: " + notYet.getStatus(), notYet);
        }
    }
}
