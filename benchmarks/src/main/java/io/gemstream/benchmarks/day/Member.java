package io.gemstream.benchmarks.day;

import io.gemstream.benchmarks.CpuTime;
import io.gemstream.benchmarks.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** A process of the cluster, which is killed and started again; each of its lives has a log of its own. Thread-safe. */
final class Member {

    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Kind kind;
    private final int number;
    private final Path folder;
    private final List<String> command;
    // Guarded by this.
    private Process process;
    private Path log;
    private int lives;
    private double earlierSeconds;

    private Member(Kind kind, int number, Path folder, List<String> command) throws IOException {
        this.kind = kind;
        this.number = number;
        this.folder = folder;
        this.command = command;
        this.log = folder;
        this.process = launch();
    }

    /**
     * Starts one.
     *
     * @param folder for its logs
     * @param options of the JVM, then the jar, then arguments
     */
    static Member start(Kind kind, int number, Path folder, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + kind.heapMib() + "m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        return new Member(kind, number, folder, command);
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + number;
    }

    synchronized boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9; returns when it is gone. */
    synchronized void kill() throws InterruptedException {
        earlierSeconds = cpuSeconds();
        process.destroyForcibly();
        process.waitFor();
    }

    synchronized void restart() throws IOException {
        process = launch();
    }

    /** Waits until it serves. */
    void awaitStarted() throws IOException, InterruptedException {
        Path current;
        synchronized (this) {
            current = log;
        }
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.readString(current, StandardCharsets.UTF_8).contains(kind.started())) {
            if (!isAlive() || System.nanoTime() > limit) {
                throw new IOException(name() + " did not start; its log is in " + current);
            }
            Thread.sleep(POLL);
        }
    }

    /** Processor time of all of its lives. */
    synchronized double cpuSeconds() {
        try {
            return earlierSeconds + CpuTime.seconds(process.toHandle());
        } catch (NoSuchElementException dead) {
            return earlierSeconds;
        }
    }

    void terminate() {
        synchronized (this) {
            process.destroy();
        }
    }

    void close() {
        Process last;
        synchronized (this) {
            last = process;
        }
        Processes.stop(last);
    }

    private Process launch() throws IOException {
        log = folder.resolve(name() + "." + lives++ + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process started = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        return started;
    }
}
