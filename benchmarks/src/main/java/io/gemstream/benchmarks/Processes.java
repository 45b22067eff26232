package io.gemstream.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts and ends the processes of a benchmark. */
public final class Processes {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private Processes() {}

    /**
     * Starts a service of this build with the JVM that runs this.
     *
     * @param module its folder
     * @param log to which its output is appended
     * @param options of the JVM, settings among them
     */
    public static Process service(String module, Path log, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-jar", Path.of(module, "target", "quarkus-app", "quarkus-run.jar").toString()));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    }

    /** Asks it to end, waits, and kills it where it does not, or where the waiting is interrupted. */
    public static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
