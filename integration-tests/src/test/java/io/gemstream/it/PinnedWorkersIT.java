package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.Worker;
import io.gemstream.testing.Ports;
import io.gemstream.testing.calls.Answer;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.gemstream.testing.oracle.GreedyGolden;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Two workers on one machine, each pinned to a device of its own: two of the CPU plug-in's virtual ones. */
@EnabledIf(value = "io.gemstream.it.CpuPlugin#isThere", disabledReason =
        "no PJRT plug-in: gemma/src/test/scripts/fetch-pjrt-plugin.sh cpu fetches it (90 MB)")
class PinnedWorkersIT {

    private static final GreedyGolden GOLDEN = TinyModel.golden();
    private static final Set<String> DEVICES = Set.of(CpuPlugin.device(0), CpuPlugin.device(1));
    private static final int BATCH = 12;

    @TempDir
    static Path data;

    @Test
    void eachKeepsToItsDeviceAndSaysSo() throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 0, Map.of("gemstream.worker.warm-up", "0s"))) {
            List<Integer> ports = List.of(Ports.free(), Ports.free());
            pipeline.startWorker(settings(0, ports.get(0)));
            pipeline.startWorker(settings(1, ports.get(1)));
            pipeline.awaitServing(1, 2);
            List<Worker> workers = pipeline.model(0).getWorkersList();
            assertThat(workers).extracting(Worker::getDevice).containsExactlyInAnyOrderElementsOf(DEVICES);
            assertThat(workers).allSatisfy(worker -> {
                assertThat(worker.getSlots()).isEqualTo(2);
                assertThat(worker.getNumericProfile()).isEqualTo("exact");
                assertThat(worker.getKvCacheTokens()).isEqualTo(16_384);
                assertThat(worker.getMemory().getUsedBytes()).isPositive();
                assertThat(worker.getMemory().getFraction()).isEqualTo(0.5);
            });

            // More than one worker has slots for, until both have answered; and each answers as the reference.
            GenerationClient client = pipeline.client(0);
            Set<String> answered = new HashSet<>();
            await().atMost(Duration.ofSeconds(90)).until(() -> {
                List<ClientCall> calls = IntStream.range(0, BATCH)
                        .mapToObj(_ -> client.start(GenerationClient.greedy(Prompts.ids(GOLDEN.promptIds()), 32)))
                        .toList();
                for (ClientCall call : calls) {
                    Answer answer = call.answer().get(60, TimeUnit.SECONDS);
                    assertThat(answer.ids()).isEqualTo(GOLDEN.greedyIds());
                    answered.add(answer.finished().getDevice());
                }
                return answered.equals(DEVICES);
            });
            for (int number = 0; number < 2; number++) {
                String metrics = metrics(ports.get(number));
                String device = "device=\"" + CpuPlugin.device(number) + "\"";
                assertThat(metrics.lines()).anyMatch(line -> line.startsWith("gemstream_worker_info{")
                        && line.contains(device) && line.contains("profile=\"exact\"") && line.endsWith(" 1.0"));
                assertThat(value(metrics, "gemstream_worker_device_memory_used_bytes", device)).isPositive();
                assertThat(value(metrics, "gemstream_worker_device_steps_total", device)).isPositive();
                assertThat(value(metrics, "gemstream_worker_device_read_bytes_total", device)).isPositive();
                assertThat(value(metrics, "gemstream_worker_padding", device)).isBetween(0.0, 1.0);
            }
            pipeline.assertAlive();
        }
    }

    /** A worker that cannot have its device ends before it takes a task, and says what there is. */
    @Test
    void aDeviceThatIsNotThereEndsTheWorker() {
        try (JavaProcess worker = JavaProcess.start("pinned-worker", "inference-service", Map.of(
                "gemstream.device", CpuPlugin.device(7), "gemstream.device.plugin-options.cpu_device_count", "2",
                "kafka.bootstrap.servers", "127.0.0.1:1", "quarkus.http.port", Integer.toString(Ports.free()),
                "gemstream.models." + TinyModel.NAME, TinyModel.FILE.toString()))) {
            assertThat(worker.awaitExit(Duration.ofSeconds(60))).isEqualTo(69);
            assertThat(worker.output()).contains("number 7 (expected: of the 0 to 1 that plug-in " + CpuPlugin.LIBRARY);
        }
    }

    private static String metrics(int port) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + port + "/q/metrics");
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    /** The only value of a metric, which has to carry the label. */
    private static double value(String metrics, String name, String label) {
        List<String> lines = metrics.lines().filter(line -> line.startsWith(name + "{")).toList();
        assertThat(lines).singleElement().asString().contains(label);
        return Double.parseDouble(lines.getFirst().substring(lines.getFirst().lastIndexOf(' ') + 1));
    }

    private static Map<String, String> settings(int number, int httpPort) {
        return Map.of("gemstream.device", CpuPlugin.device(number),
                "quarkus.http.port", Integer.toString(httpPort),
                "gemstream.device.plugin-options.cpu_device_count", "2", "gemstream.device.memory-fraction", "0.5",
                "gemstream.worker.slots", "2");
    }
}
