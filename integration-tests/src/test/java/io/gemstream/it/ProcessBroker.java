package io.gemstream.it;

import static org.awaitility.Awaitility.await;

import io.gemstream.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Our own broker command in a process of its own; can be killed and started again on the same data. */
final class ProcessBroker implements Broker {

    private static final Duration START_LIMIT = Duration.ofSeconds(180);

    private final int port = Ports.free();
    private final Path data;
    private final List<String> options;
    private JavaProcess process;

    private ProcessBroker(Path data, List<String> options) {
        this.data = data;
        this.options = options;
        this.process = launch();
    }

    static ProcessBroker start(Path data) {
        ProcessBroker broker = new ProcessBroker(data, List.of());
        broker.awaitReady();
        return broker;
    }

    /** One that waits for others before it is ready. */
    static ProcessBroker launch(Path data, List<String> options) {
        return new ProcessBroker(data, options);
    }

    /** kill -9. */
    void kill() {
        process.kill();
    }

    /** Starts it again on the same port and data. */
    void restart() {
        process = launch();
        awaitReady();
    }

    void awaitReady() {
        await().atMost(START_LIMIT).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the broker ended\n" + process.output());
            }
            return process.output().contains("Kafka is up");
        });
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** kill -TERM, without waiting. */
    void terminate() {
        process.terminate();
    }

    @Override
    public void close() {
        process.close();
    }

    private JavaProcess launch() {
        List<String> arguments = new ArrayList<>(
                List.of("broker", "--kafka-port", Integer.toString(port), "--data", data.toString()));
        arguments.addAll(options);
        return JavaProcess.start("broker", "standalone", Map.of(), arguments.toArray(String[]::new));
    }
}
