package io.gemstream.standalone.cli;

import io.gemstream.proto.HostPort;
import io.gemstream.service.NativeCharset;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The command {@code gemstream} and its sub-commands. */
public final class GemstreamCli {

    private static final int USAGE = 64;

    private final CliEnvironment cliEnvironment;

    GemstreamCli(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    /** The command line on this process's streams and environment. */
    public static GemstreamCli ofThisProcess() {
        CliEnvironment cliEnvironment = CliEnvironment.ofThisProcess();
        NativeCharset.problem().ifPresent(problem -> cliEnvironment.err().println("warning: " + problem));
        return new GemstreamCli(cliEnvironment);
    }

    /** Runs one command line and gives the process's exit code. */
    public int run(String... args) {
        return commandLine(args).execute(args);
    }

    /** Picocli looks at every command that it knows, a tenth of a second for all: the one that is named will do. */
    private CommandLine commandLine(String... args) {
        CommandLine commandLine = new CommandLine(new Root());
        Map<String, Supplier<Object>> commands = commands();
        if (args.length > 0 && commands.containsKey(args[0])) {
            commandLine.addSubcommand(commands.get(args[0]).get());
        } else {
            commands.values().forEach(command -> commandLine.addSubcommand(command.get()));
            commandLine.addSubcommand(new CommandLine.HelpCommand());
        }
        return commandLine
                .setOut(new PrintWriter(cliEnvironment.out(), true))
                .setErr(new PrintWriter(cliEnvironment.err(), true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(java.time.Duration.class, Durations::parse)
                .registerConverter(HostPort.class, HostPorts::parse)
                .setParameterExceptionHandler(this::misused)
                .setExecutionExceptionHandler((failure, command, parsed) ->
                        ErrorReport.of(failure).print(cliEnvironment.err()));
    }

    /** What makes each command, by its name, in the order of the help. */
    private Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("up", () -> new UpCommand(cliEnvironment));
        commands.put("generate", () -> new GenerateCommand(cliEnvironment));
        commands.put("count", () -> new CountCommand(cliEnvironment));
        commands.put("models", () -> new ModelsCommand(cliEnvironment));
        commands.put("pull", () -> new PullCommand(cliEnvironment));
        commands.put("inspect", () -> new InspectCommand(cliEnvironment));
        commands.put("convert", () -> new ConvertCommand(cliEnvironment));
        commands.put("bench", () -> new BenchCommand(cliEnvironment));
        commands.put("broker", () -> new BrokerCommand(cliEnvironment));
        commands.put("dead-letters", () -> new DeadLettersCommand(cliEnvironment));
        commands.put("audit", () -> new AuditCommand(cliEnvironment));
        return commands;
    }

    private int misused(ParameterException failure, String... args) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        Optional<String> cause = Optional.ofNullable(failure.getMessage());
        cliEnvironment.err().println("error: " + cause.orElse("the command line cannot be read") + " (INVALID_OPTION)");
        cliEnvironment.err().println("remedy: See ./" + command + " --help.");
        return USAGE;
    }

    /** The command without a sub-command. */
    @Command(name = "gemstream",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "Serves Gemma models as a streaming pipeline over Kafka.",
            footer = {
                "",
                "First steps:",
                "  ./gemstream up --prompt \"The capital of France is\"",
                "                      fetch a small model, answer, stop",
                "  ./gemstream up      start and stay",
                "  ./gemstream generate \"Once upon a time\"",
                "                      in another terminal",
                "",
                "The launcher also knows:",
                "  ./gemstream build   build what has changed",
                "  ./gemstream test    build and run every test",
                "",
                "GEMSTREAM_HOME   folder of models, data and logs (default ~/.gemstream)",
                "GEMSTREAM_HEAP   most heap of up, for example 2g (default: half of the memory);",
                "                 it holds the KV cache; weights are mapped and lie outside it",
                "HF_TOKEN         token for gated models of the Hugging Face hub; else that of hf auth login",
                "HF_ENDPOINT      another hub with its protocol (default https://huggingface.co)",
                "HF_HUB_OFFLINE   1: ask no hub, use what is here and in the cache of the hub's own tools",
                "                 (HF_HUB_CACHE, or HF_HOME; default ~/.cache/huggingface)",
                "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE, SSL_CERT_DIR,",
                "REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE",
                "                 as curl and pip read them"
            })
    static final class Root implements Runnable {

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public void run() {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }
}
