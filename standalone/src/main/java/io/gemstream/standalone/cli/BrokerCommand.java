package io.gemstream.standalone.cli;

import io.gemstream.standalone.broker.BrokerSettings;
import io.gemstream.standalone.broker.EmbeddedBroker;
import io.gemstream.standalone.pipeline.Ports;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gemstream broker}: the embedded broker alone, as a process for others to use. */
@Command(name = "broker",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Runs only the embedded Kafka broker, until Ctrl-C.")
final class BrokerCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Option(names = "--kafka-port", paramLabel = "PORT", defaultValue = "9092",
            description = "Where clients connect, on 127.0.0.1. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of its log. Default: data in GEMSTREAM_HOME.")
    private Optional<Path> data = Optional.empty();

    BrokerCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        DataFolder folder = DataFolder.of(data, surroundings);
        Ports.requireFree("127.0.0.1", Map.of("--kafka-port", port));
        ProcessLog.to(folder.log());
        try (Shutdown shutdown = Shutdown.atInterrupt()) {
            EmbeddedBroker broker = shutdown.closing(EmbeddedBroker.start(new BrokerSettings(folder.kafka(), port)));
            shutdown.closing(ErrorLines.on(surroundings.err()));
            surroundings.err().println("Kafka is up at " + broker.bootstrapServers() + ", data in " + folder.kafka());
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
