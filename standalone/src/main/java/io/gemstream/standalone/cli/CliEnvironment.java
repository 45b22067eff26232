package io.gemstream.standalone.cli;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.standalone.models.UserHome;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Streams and environment variables of a command.
 *
 * @param in text for {@code generate -}
 * @param out answers
 * @param err everything else
 * @param errIsTerminal whether lines on {@code err} may be rewritten
 * @param environment variables
 */
record CliEnvironment(InputStream in, PrintStream out, PrintStream err, boolean errIsTerminal,
        Map<String, String> environment) {

    /** Set by the launcher script where stderr is a terminal; Java can only ask about stdin and stdout together. */
    private static final String STDERR_IS_TERMINAL = "GEMSTREAM_STDERR_TERMINAL";

    /** Those of this process. */
    static CliEnvironment ofThisProcess() {
        Map<String, String> environment = System.getenv();
        return new CliEnvironment(System.in, System.out, System.err,
                environment.containsKey(STDERR_IS_TERMINAL), environment);
    }

    /**
     * Folder in which models, data and logs are kept.
     *
     * @throws GemstreamException WRITE_FAILED where nothing says so
     */
    Path home() {
        String named = environment.getOrDefault("GEMSTREAM_HOME", "");
        if (!named.isBlank()) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        // As a shell would; Java's user.home comes from the user database.
        return UserHome.of(environment).map(home -> home.resolve(".gemstream")).orElseThrow(() ->
                new GemstreamException(ErrorReason.WRITE_FAILED, "no folder for models, data and logs: GEMSTREAM_HOME and "
                        + "HOME are not set, and this user is not in the user database (set GEMSTREAM_HOME)"));
    }
}
