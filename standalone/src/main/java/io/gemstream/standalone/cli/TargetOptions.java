package io.gemstream.standalone.cli;

import io.gemstream.proto.HostPort;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of every command that calls a gateway. */
final class TargetOptions {

    static final String DEFAULT = "127.0.0.1:9000";

    @Option(names = "--target", paramLabel = "HOST:PORT", split = ",", defaultValue = DEFAULT,
            description = "The gateway; of several, another goes on where one dies. Default: ${DEFAULT-VALUE}.")
    List<HostPort> target = List.of();

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "60s",
            description = "Most time until the answer is complete, for example 500ms, 60s, 2m. Default: ${DEFAULT-VALUE}.")
    Duration timeout = Duration.ZERO;

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "",
            description = "The model. May be left out where one is served.")
    String model = "";
}
