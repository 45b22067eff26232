package io.gemstream.standalone.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs pip as a command, with the index this machine is configured for.
 *
 * @param candidates ways to start pip, in the order they are tried
 */
record PipCommand(List<List<String>> candidates) implements PackageDownload {

    private static final long POLL_MS = 200;

    PipCommand {
        candidates = List.copyOf(candidates);
    }

    @Override
    public void download(String name, Path folder, Runnable whileRunning) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(pip());
        command.addAll(List.of("download", "--no-deps", "--only-binary=:all:", "--no-cache-dir",
                "--disable-pip-version-check", "--progress-bar", "off", "-d", folder.toString(), name));
        Path output = folder.resolve("pip.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(nullDevice()))
                .redirectOutput(output.toFile());
        builder.environment().put("TMPDIR", folder.toString());
        int exit = await(builder.start(), whileRunning);
        if (exit != 0) {
            throw new IOException(String.join(" ", pip()) + " download " + name + " ended with " + exit + ": "
                    + lastWords(output));
        }
    }

    private static int await(Process process, Runnable whileRunning) throws InterruptedException {
        // Ctrl-C ends this JVM, but pip only where both have the same terminal.
        Thread orphanage = Thread.ofPlatform().name("gemstream-end-pip").unstarted(process::destroy);
        Runtime.getRuntime().addShutdownHook(orphanage);
        try {
            while (!process.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                whileRunning.run();
            }
            return process.exitValue();
        } finally {
            process.destroy();
            removeHook(orphanage);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // It is running, and that is what it is for.
        }
    }

    /** The first candidate that starts and says its version. */
    private List<String> pip() throws IOException, InterruptedException {
        List<String> tried = new ArrayList<>();
        for (List<String> candidate : candidates) {
            tried.add(String.join(" ", candidate));
            List<String> probe = new ArrayList<>(candidate);
            probe.add("--version");
            try {
                Process process = new ProcessBuilder(probe)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return candidate;
                }
            } catch (IOException notThere) {
                continue;
            }
        }
        throw new IOException("pip is not there (tried: " + String.join(", ", tried) + ")");
    }

    private static String lastWords(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output).stream().filter(line -> !line.isBlank()).toList();
        return lines.stream()
                .filter(line -> line.startsWith("ERROR"))
                .reduce((first, second) -> second)
                .orElse(lines.isEmpty() ? "no output" : lines.getLast());
    }

    private static java.io.File nullDevice() {
        return new java.io.File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }
}
