package io.gemstream.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Our own broker command in a process of its own; can be killed and started again on the same data. */
final class ProcessBroker implements Broker {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final int port = Ports.free();
    private final Path data;
    private JavaProcess process;

    private ProcessBroker(Path data) {
        this.data = data;
        this.process = launch();
    }

    static ProcessBroker start(Path data) {
        ProcessBroker broker = new ProcessBroker(data);
        broker.awaitReady();
        return broker;
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

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.close();
    }

    private JavaProcess launch() {
        return JavaProcess.start("broker", "standalone", Map.of(),
                "broker", "--kafka-port", Integer.toString(port), "--data", data.toString());
    }

    private void awaitReady() {
        await().atMost(START_LIMIT).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("the broker ended\n" + process.output());
            }
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
    }
}
