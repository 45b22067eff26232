package io.gemstream.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One of our packaged applications as a process, its output in a file under {@code target/processes}. */
final class JavaProcess implements AutoCloseable {

    private static final Path LOGS = Path.of("target", "processes");
    private static final String HEAP = "256m";
    private static final Set<String> WITH_ENGINE = Set.of("inference-service", "pinned-worker", "up", "audit");
    /** Ended by itself; by SIGTERM. */
    private static final Set<Integer> IN_ORDER = Set.of(0, 143);

    private final String name;
    private final Process process;
    private final Path log;
    private final ClassArchive classes;
    private volatile boolean killed;

    private JavaProcess(String name, Process process, Path log, ClassArchive classes) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.classes = classes;
    }

    /**
     * Starts {@code <module>/target/quarkus-app/quarkus-run.jar}.
     *
     * @param name of the kind of process: for its log, and for the classes it shares with others of its kind
     * @param module folder of the Maven module
     * @param properties system properties
     * @param arguments of the program
     */
    static JavaProcess start(String name, String module, Map<String, String> properties, String... arguments) {
        return start(name, module, HEAP, properties, arguments);
    }

    /**
     * As above.
     *
     * @param heap as -Xmx takes it
     */
    static JavaProcess start(
            String name, String module, String heap, Map<String, String> properties, String... arguments) {
        Path jar = Path.of("..", module, "target", "quarkus-app", "quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar.toAbsolutePath().normalize() + " is missing: run the package phase first");
        }
        ClassArchive classes = ClassArchive.of(name, jar);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED"));
        // What computes no model serves a test's few requests before the optimising compiler pays.
        command.add(WITH_ENGINE.contains(name) ? "--add-modules=jdk.incubator.vector" : "-XX:TieredStopAtLevel=1");
        command.addAll(classes.options());
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(LOGS);
            Path log = Files.createTempFile(LOGS, name + "-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            // As the launcher and the image do.
            builder.environment().put("LC_ALL", "C.UTF-8");
            Process process = builder.start();
            // A test JVM that is killed must not leave its processes behind.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new JavaProcess(name, process, log, classes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed so far. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until it serves, or has ended. */
    void awaitStarted(Duration limit) {
        await().atMost(limit).until(() -> !isAlive() || output().contains("Installed features: "));
    }

    /** Whether a test has killed it. */
    boolean wasKilled() {
        return killed;
    }

    /** kill -9, and waits until it is gone. */
    void kill() {
        killed = true;
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** Bytes of all objects that are reachable; collects the garbage to find out. */
    long liveHeapBytes() {
        try {
            Process histogram = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    Long.toString(process.pid()), "GC.class_histogram").redirectErrorStream(true).start();
            String last = "";
            for (String line : new String(histogram.getInputStream().readAllBytes(), UTF_8).split("\n")) {
                last = line.startsWith("Total") ? line : last;
            }
            // Total, instances, bytes
            return Long.parseLong(last.split("\\s+")[2]);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** SIGSTOP: the process neither works nor dies, and its connections stay open. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Waits for the end. */
    int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " still runs after " + limit + "\n" + output());
            }
            return ended();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private int ended() {
        if (IN_ORDER.contains(process.exitValue())) {
            classes.keep();
        }
        return process.exitValue();
    }

    /** kill -TERM, and waits for the end that a test wanted. */
    void stop() {
        killed = true;
        process.destroy();
        awaitExit(Duration.ofSeconds(60));
    }

    /** kill -TERM, without waiting. */
    void terminate() {
        process.destroy();
    }

    /** kill -TERM, then -9 where it does not end within ten seconds and those for its classes. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(classes.isWritten() ? 40 : 10, TimeUnit.SECONDS)) {
                ended();
            } else {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
