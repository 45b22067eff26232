package io.gemstream.standalone.cli;

import io.gemstream.gemma.backend.pjrt.DeviceSpec;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import io.gemstream.proto.Topics;
import io.gemstream.standalone.broker.BrokerSettings;
import io.gemstream.standalone.client.PlainSecurity;
import io.gemstream.standalone.pipeline.ModelCheck;
import io.gemstream.standalone.pipeline.Pipeline;
import io.gemstream.standalone.pipeline.PipelineSettings;
import io.gemstream.standalone.pipeline.Ports;
import io.gemstream.worker.config.SpeculationConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code gemstream up}: starts broker, gateway, tokenizer and worker in this process. */
@Command(name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Starts everything in this process: a Kafka broker, the gateway, a tokenizer and a worker.",
            "Fetches the model first where it is not there. Runs until Ctrl-C, or answers --prompt and stops."
        },
        footer = {
            "",
            "Examples:",
            "  ./gemstream up",
            "  ./gemstream up --prompt \"The capital of France is\" --max-tokens 32",
            "  ./gemstream up --model google/gemma-2-2b-it",
            "  ./gemstream up --model ~/models/gemma-2-2b-it-Q8_0.gguf --slots 2"
        })
final class UpCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Option(names = "--model", paramLabel = "NAME|PATH", defaultValue = "gemma-3-270m",
            description = "A name, as pull takes it; or a GGUF file or a folder with a safetensors model. "
                    + "Default: ${DEFAULT-VALUE}.")
    private String model = "";

    @Option(names = "--from", paramLabel = "URL|PATH", description = "Fetch the model from there.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--prompt", paramLabel = "TEXT", description = "Answer this on stdout, then stop.")
    private Optional<String> prompt = Optional.empty();

    @Option(names = "--max-tokens", paramLabel = "N", description = "Most tokens of that answer. Default: 256.")
    private Optional<Integer> maxTokens = Optional.empty();

    @Option(names = "--host", paramLabel = "HOST", defaultValue = "127.0.0.1",
            description = "Interface of gRPC and HTTP; 0.0.0.0 or :: for all. Default: ${DEFAULT-VALUE}.")
    private String host = "";

    @Option(names = "--grpc-port", paramLabel = "PORT", defaultValue = "9000",
            description = "The gateway. Default: ${DEFAULT-VALUE}.")
    private int grpcPort;

    @Option(names = "--http-port", paramLabel = "PORT", defaultValue = "8080",
            description = "Health and metrics. Default: ${DEFAULT-VALUE}.")
    private int httpPort;

    @Option(names = "--kafka-port", paramLabel = "PORT", defaultValue = "9092",
            description = "The embedded broker, on 127.0.0.1. Default: ${DEFAULT-VALUE}.")
    private int kafkaPort;

    @Option(names = "--kafka-bootstrap", paramLabel = "HOST:PORT", split = ",",
            description = "Use that broker (Kafka 4.2 or later) and start none; of a cluster, some or all.")
    private List<HostPort> kafkaBootstrap = List.of();

    @Option(names = "--data", paramLabel = "DIR",
            description = "Folder of the broker's data and the logs. Default: data in GEMSTREAM_HOME.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--device", paramLabel = "DEVICE",
            description = "What computes: cpu (default), gpu:N, tpu:N or pjrt:<plug-in>:N. Plug-ins of gpu and tpu are "
                    + "looked for in the folders of GEMSTREAM_DEVICE_PLUGIN_FOLDERS.")
    private Optional<String> device = Optional.empty();

    @Option(names = "--slots", paramLabel = "N", description = "Generations that run at once.")
    private Optional<Integer> slots = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "Compute threads. Default: one per core.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--speculate", paramLabel = "MODE",
            description = "Draft tokens ahead and check several in one step, for the same text in fewer steps: "
                    + "off (default), ngram, or draft with a --draft-model.")
    private Optional<SpeculationConfig.Mode> speculate = Optional.empty();

    @Option(names = "--draft-model", paramLabel = "NAME|PATH",
            description = "A smaller model of the same vocabulary, which drafts. Implies --speculate draft.")
    private Optional<String> draftModel = Optional.empty();

    UpCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() throws InterruptedException {
        long startNs = System.nanoTime();
        DataFolder folder = DataFolder.of(data, cliEnvironment);
        ModelReference reference = ModelReference.toServe(model, from);
        String name = Topics.requireModelName(reference.served());
        requireDevice();
        host = requireHost();
        requirePorts();
        ProcessLog.to(folder.log());
        Path file = ModelFetch.run(reference, cliEnvironment);
        ModelCheck.require(file);
        Optional<Path> draft = draft();
        try (Shutdown shutdown = Shutdown.atInterrupt()) {
            Optional<BrokerSettings> own = ownBroker(folder);
            String bootstrap = own.map(BrokerSettings::bootstrapServers)
                    .orElseGet(() -> KafkaOptions.bootstrapServers(kafkaBootstrap));
            PipelineSettings settings = new PipelineSettings(host, grpcPort, httpPort, bootstrap, name, file,
                    asInt(slots), asInt(threads), device, speculation(draft), draft, folder.log());
            BrokerStart broker = shutdown.closing(BrokerStart.begin(own, bootstrap, name));
            Pipeline pipeline = shutdown.closing(Pipeline.start(settings, broker.ready()));
            broker.await();
            shutdown.closing(ErrorLines.on(cliEnvironment.err()));
            new UpSession(cliEnvironment, shutdown, settings, pipeline, folder, own.isPresent())
                    .run(startNs, prompt, maxTokens);
        }
        return 0;
    }

    private Optional<String> speculation(Optional<Path> draft) {
        return draft.isPresent() ? Optional.of("draft") : speculate.map(mode -> mode.name().toLowerCase(Locale.ROOT));
    }

    private Optional<Path> draft() throws InterruptedException {
        if (draftModel.isEmpty()) {
            return Optional.empty();
        }
        Path file = ModelFetch.run(ModelReference.toServe(draftModel.get(), Optional.empty()), cliEnvironment);
        ModelCheck.require(file);
        return Optional.of(file);
    }

    /** Before a model is fetched; whether the device is there is seen when the worker starts. */
    private void requireDevice() {
        try {
            device.ifPresent(DeviceSpec::parse);
        } catch (IllegalArgumentException unknown) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, "--" + unknown.getMessage(), unknown);
        }
    }

    private String requireHost() {
        try {
            return HostPort.host(host);
        } catch (IllegalArgumentException malformed) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, "--host: " + malformed.getMessage(), malformed);
        }
    }

    private void requirePorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("--grpc-port", grpcPort);
        ports.put("--http-port", httpPort);
        Ports.requireFree("--host", host, ports);
        if (kafkaBootstrap.isEmpty()) {
            Ports.requireFree("--kafka-port", "127.0.0.1", Map.of("--kafka-port", kafkaPort));
        }
    }

    /** Settings of the broker in this process, where there is to be one. */
    private Optional<BrokerSettings> ownBroker(DataFolder folder) {
        if (!kafkaBootstrap.isEmpty()) {
            return Optional.empty();
        }
        BrokerEnd.tell(cliEnvironment, folder);
        PlainSecurity security = PlainSecurity.needed();
        security.properties().forEach(System::setProperty);
        security.instead().ifPresent(protocol -> cliEnvironment.err().println("kafka.security.protocol: " + protocol
                + " is not for the broker in this process, which speaks PLAINTEXT; for another see --kafka-bootstrap"));
        return Optional.of(new BrokerSettings(folder.kafka(), kafkaPort));
    }

    private static OptionalInt asInt(Optional<Integer> value) {
        return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }
}
