package io.gemstream.standalone.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Options of every command that calls a gateway. */
final class TargetOptions {

    @Option(names = "--target", paramLabel = "HOST:PORT[,...]", defaultValue = "127.0.0.1:9000",
            description = "The gateway; of several, another goes on where one dies. Default: ${DEFAULT-VALUE}.")
    String target = "";

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "60s",
            description = "Most time until the answer is complete, for example 500ms, 60s, 2m. Default: ${DEFAULT-VALUE}.")
    Duration timeout = Duration.ZERO;

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "",
            description = "The model. May be left out where one is served.")
    String model = "";
}
