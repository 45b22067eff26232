package io.gemstream.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** A client in Python under {@code clients}, with the packages that it names. */
final class ClientScript {

    private static final Path CLIENTS = Path.of("clients");

    private final String name;

    ClientScript(String name) {
        this.name = name;
    }

    /** Runs it to its end; gives what it printed. The test is skipped where its Python cannot be had, with the reason. */
    String run(Duration limit, String... arguments) {
        Ended prepared = end(limit, List.of("sh", CLIENTS.resolve("python.sh").toString(), name));
        if (prepared.code() != 0) {
            throw new TestAbortedException("no client " + name + ": clients/python.sh says: "
                    + prepared.output().lines().reduce((_, last) -> last).orElse("nothing"));
        }
        List<String> command = new ArrayList<>(List.of(
                prepared.output().lines().reduce((_, last) -> last).orElseThrow(), CLIENTS.resolve(name + ".py").toString()));
        command.addAll(List.of(arguments));
        Ended ended = end(limit, command);
        if (ended.code() != 0) {
            throw new AssertionError(name + " ended with " + ended.code() + "\n" + ended.output());
        }
        return ended.output();
    }

    /** How a program ended, and all it printed. */
    record Ended(int code, String output) {}

    /** Runs a program to its end; the code is -1 where it cannot be started, or runs too long. */
    static Ended end(Duration limit, List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> {
                    try {
                        return process.getInputStream().readAllBytes();
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                });
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    return new Ended(-1, command + " still runs after " + limit);
                }
                return new Ended(process.exitValue(), new String(output.join(), StandardCharsets.UTF_8));
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException failed) {
            return new Ended(-1, failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
