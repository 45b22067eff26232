package io.gemstream.standalone.cli;

import io.gemstream.standalone.broker.BrokerSettings;
import io.gemstream.standalone.broker.EmbeddedBroker;
import io.gemstream.standalone.broker.Quorum;
import io.gemstream.standalone.pipeline.Ports;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code gemstream broker}: runs the embedded broker alone, as a process for others to use (ADR 13). */
@Command(name = "broker",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Runs only the embedded Kafka broker, until Ctrl-C: by itself, or as a node of a cluster.",
            "A cluster works while more than half of its nodes do. With three, every record is on two disks before it "
                    + "is acknowledged, so that one node may die."
        },
        footer = {
            "",
            "A cluster of three on this machine, each line in a terminal of its own:",
            "  V=1@127.0.0.1:9193,2@127.0.0.1:9293,3@127.0.0.1:9393",
            "  C=h83JHeaQSYqg2RwCNMqLhA",
            "  ./gemstream broker --voters $V --cluster-id $C --node-id 1 --kafka-port 9192 --data node1",
            "  ./gemstream broker --voters $V --cluster-id $C --node-id 2 --kafka-port 9292 --data node2",
            "  ./gemstream broker --voters $V --cluster-id $C --node-id 3 --kafka-port 9392 --data node3"
        })
final class BrokerCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Option(names = "--kafka-port", paramLabel = "PORT", defaultValue = "9092",
            description = "Where clients connect, on 127.0.0.1 or the node's host in --voters. "
                    + "Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of its log. Default: data in GEMSTREAM_HOME.")
    private Optional<Path> data = Optional.empty();

    @Mixin
    private QuorumOptions quorumOptions = new QuorumOptions();

    BrokerCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() throws InterruptedException {
        DataFolder folder = DataFolder.of(data, cliEnvironment);
        BrokerSettings settings = new BrokerSettings(folder.kafka(), port, quorumOptions.quorum());
        Ports.requireFree("--voters", settings.host(), ports(settings));
        ProcessLog.to(folder.log());
        settings.quorum().ifPresent(this::announce);
        BrokerEnd.tell(cliEnvironment, folder);
        try (Shutdown shutdown = Shutdown.atInterrupt()) {
            EmbeddedBroker broker = shutdown.closing(EmbeddedBroker.start(settings));
            shutdown.closing(ErrorLines.on(cliEnvironment.err()));
            cliEnvironment.err().println("Kafka is up at " + broker.bootstrapServers() + ", data in " + folder.kafka());
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private Map<String, Integer> ports(BrokerSettings settings) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("--kafka-port", port);
        settings.quorum().ifPresent(quorum -> ports.put("--voters", quorum.self().controller().port()));
        return ports;
    }

    private void announce(Quorum quorum) {
        cliEnvironment.err().printf(Locale.ROOT,
                "node %d of cluster %s; it is up when more than half of its %d nodes are%n",
                quorum.nodeId(), quorum.clusterId(), quorum.voters().size());
    }
}
