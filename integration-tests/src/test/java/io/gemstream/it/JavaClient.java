package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** A client in Java under {@code clients/java}, with the libraries that it names, in a process of its own. */
final class JavaClient {

    private static final String SCRIPT = Path.of("clients", "java.sh").toString();
    /** What java.sh ends with where there is no Maven, or an artifact cannot be had. */
    private static final int MISSING = 77;
    /** What a client prints that has left a stream; it waits for the end of its input then. */
    static final String LEFT = "left a stream";

    private final String name;

    JavaClient(String name) {
        this.name = name;
    }

    /**
     * Runs it to its end. The test is skipped where its libraries cannot be had, with the reason.
     *
     * @param whenLeft what is to come once it has left a stream, while it still runs
     * @return what it printed
     */
    String run(Duration limit, Runnable whenLeft, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(prepared(limit));
        command.addAll(List.of(arguments));
        List<String> printed = new ArrayList<>();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(limit.toSeconds(), TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
                if (line.equals(LEFT)) {
                    whenLeft.run();
                    process.getOutputStream().close();
                }
            }
            assertThat(process.waitFor()).as(String.join("\n", printed)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return String.join("\n", printed);
    }

    private List<String> prepared(Duration limit) {
        ClientScript.Ended ended = ClientScript.end(limit, List.of("sh", SCRIPT, name));
        List<String> lines = ended.output().lines().toList();
        if (ended.code() == MISSING) {
            throw new TestAbortedException("no client " + name + ": clients/java.sh says: " + lines.getLast());
        }
        assertThat(ended.code()).as(ended.output()).isZero();
        return lines;
    }
}
