package io.gemstream.benchmarks;

import io.gemstream.standalone.bench.BenchCase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

/** Runs another engine in a process that takes orders: one a line, answered by a line of seconds. */
final class PeerProcess implements AutoCloseable {

    private static final String READY = "ready";

    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;
    private String description = "";

    private PeerProcess(Process process) {
        this.process = process;
        this.orders = process.outputWriter();
        this.answers = process.inputReader();
    }

    static PeerProcess start(List<String> command) {
        try {
            PeerProcess peer = new PeerProcess(
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
            peer.description = peer.answer(READY).substring(READY.length()).strip();
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How the other engine was built, where it says so. */
    String description() {
        return description;
    }

    /** Seconds that an order takes. */
    double seconds(BenchCase benchCase) {
        try {
            orders.write(benchCase + "\n");
            orders.flush();
            return Double.parseDouble(answer("seconds"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer(String expected) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException("the other engine ended (expected: " + expected + ")");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
