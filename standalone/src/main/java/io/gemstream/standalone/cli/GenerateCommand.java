package io.gemstream.standalone.cli;

import io.gemstream.client.GemstreamClient;
import io.gemstream.client.Prompts;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gemstream generate}: streams a generation from a running gateway. */
@Command(name = "generate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Streams the model's continuation of a text from a running gateway.",
            "The text goes to stdout as it comes, counts and times to stderr. Ctrl-C cancels the generation."
        })
final class GenerateCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Parameters(index = "0", paramLabel = "TEXT", description = "The prompt; - reads it from stdin.")
    private String text = "";

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(names = "--max-tokens", paramLabel = "N", description = "Most tokens to generate. Default: 256.")
    private Optional<Integer> maxTokens = Optional.empty();

    @Option(names = "--temperature", paramLabel = "T", description = "0 takes the best token each time. Default: 1.")
    private Optional<Float> temperature = Optional.empty();

    @Option(names = "--top-k", paramLabel = "K", description = "Only the k best tokens; 0 for all. Default: 64.")
    private Optional<Integer> topK = Optional.empty();

    @Option(names = "--top-p", paramLabel = "P",
            description = "Only the best tokens that together have this probability. Default: 0.95.")
    private Optional<Float> topP = Optional.empty();

    @Option(names = "--min-p", paramLabel = "P",
            description = "No token less probable than this share of the best one. Default: 0.")
    private Optional<Float> minP = Optional.empty();

    @Option(names = "--seed", paramLabel = "SEED", description = "Same seed, same text. Default: drawn.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text. May be repeated.")
    private List<String> stop = List.of();

    @Option(names = "--chat", description = "Send the text as a chat message, in Gemma's turns.")
    private boolean chat;

    @Option(names = "--system", paramLabel = "TEXT", description = "System message before it; implies --chat.")
    private Optional<String> system = Optional.empty();

    @Option(names = "--prefill", paramLabel = "TEXT",
            description = "Beginning of the answer, which the model goes on with and which is not printed; implies --chat.")
    private Optional<String> prefill = Optional.empty();

    @Option(names = "--priority", paramLabel = "LANE",
            description = "interactive, or batch: after the interactive ones. Default: interactive.")
    private Optional<Lane> priority = Optional.empty();

    @Option(names = "--tenant", paramLabel = "NAME",
            description = "For whom: tenants that wait get equal shares. Default: default.")
    private String tenant = Tenant.DEFAULT.name();

    @Option(names = "--json", description = "Print every event of the stream as one line of JSON.")
    private boolean json;

    GenerateCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() throws Exception {
        String prompt = PromptText.read(text, cliEnvironment.in());
        GenerateRequest.Builder request = GenerateRequest.newBuilder()
                .setModel(target.model)
                .setPrompt(prompt(prompt))
                .setSampling(sampling());
        priority.map(Lane::priority).ifPresent(request::setPriority);
        try (GemstreamClient client = GemstreamClient.connect(target.target, new Tenant(tenant));
                InterruptHook _ = InterruptHook.run(client::close)) {
            StreamPrinter printer = json
                    ? StreamPrinter.json(cliEnvironment.out())
                    : StreamPrinter.text(cliEnvironment.out(), cliEnvironment.err());
            printer.print(client, request.build(), target.timeout);
        }
        return 0;
    }

    private Prompt prompt(String prompt) {
        return chat || system.isPresent() || prefill.isPresent()
                ? PromptText.chat(prompt, system, prefill)
                : Prompts.text(prompt);
    }

    private SamplingOptions sampling() {
        SamplingOptions.Builder options = SamplingOptions.newBuilder().addAllStop(stop);
        maxTokens.ifPresent(options::setMaxTokens);
        temperature.ifPresent(options::setTemperature);
        topK.ifPresent(options::setTopK);
        topP.ifPresent(options::setTopP);
        minP.ifPresent(options::setMinP);
        seed.ifPresent(options::setSeed);
        return options.build();
    }
}
