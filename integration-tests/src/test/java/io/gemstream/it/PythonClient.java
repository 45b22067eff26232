package io.gemstream.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Python that has the stock clients: the machine's own, or an environment in {@code target} that pip fills once. Tests
 * that need it are skipped where there is none, and say why.
 */
record PythonClient(String python) {

    private static final Path ENVIRONMENT = Path.of("target", "python-clients");
    private static final long MOST_MINUTES = 5;

    /** What a run printed, and how it ended. */
    record Run(int exitCode, String output) {}

    static PythonClient with(String module, String requirement) {
        Path own = ENVIRONMENT.resolve("bin").resolve("python");
        Optional<String> found = Stream.of("python3", own.toString()).filter(python -> has(python, module)).findFirst();
        if (found.isEmpty() && works("python3", "-m", "venv", ENVIRONMENT.toString())
                && works(own.toString(), "-m", "pip", "-q", "install", requirement) && has(own.toString(), module)) {
            found = Optional.of(own.toString());
        }
        Assumptions.assumeTrue(found.isPresent(), () -> "no Python with " + requirement + ", and pip could not fetch it");
        return new PythonClient(found.get());
    }

    /** Runs a script of the folder {@code clients}. */
    Run run(String script, String... arguments) {
        return execute(Stream.concat(Stream.of(python, Path.of("clients", script).toString()), Stream.of(arguments)).toList());
    }

    private static boolean has(String python, String module) {
        return works(python, "-c", "import " + module);
    }

    private static boolean works(String... command) {
        return execute(List.of(command)).exitCode() == 0;
    }

    private static Run execute(List<String> command) {
        try {
            Path output = Files.createTempFile("python", ".log");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
            return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException missing) {
            return new Run(-1, String.valueOf(missing.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(interrupted));
        }
    }
}
