package io.gemstream.standalone.cli;

import io.gemstream.proto.HostPort;
import io.gemstream.service.NativeCharset;
import java.io.PrintWriter;
import java.util.Optional;
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
        return commandLine().execute(args);
    }

    private CommandLine commandLine() {
        return new CommandLine(new Root())
                .addSubcommand(new UpCommand(cliEnvironment))
                .addSubcommand(new GenerateCommand(cliEnvironment))
                .addSubcommand(new CountCommand(cliEnvironment))
                .addSubcommand(new ModelsCommand(cliEnvironment))
                .addSubcommand(new PullCommand(cliEnvironment))
                .addSubcommand(new InspectCommand(cliEnvironment))
                .addSubcommand(new ConvertCommand(cliEnvironment))
                .addSubcommand(new BenchCommand(cliEnvironment))
                .addSubcommand(new BrokerCommand(cliEnvironment))
                .addSubcommand(new DeadLettersCommand(cliEnvironment))
                .addSubcommand(new AuditCommand(cliEnvironment))
                .addSubcommand(new CommandLine.HelpCommand())
                .setOut(new PrintWriter(cliEnvironment.out(), true))
                .setErr(new PrintWriter(cliEnvironment.err(), true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(java.time.Duration.class, Durations::parse)
                .registerConverter(HostPort.class, HostPorts::parse)
                .setParameterExceptionHandler(this::misused)
                .setExecutionExceptionHandler((failure, command, parsed) ->
                        ErrorReport.of(failure).print(cliEnvironment.err()));
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
