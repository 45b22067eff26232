package io.gemstream.benchmarks;

import io.gemstream.standalone.bench.Clock;
import io.gemstream.standalone.bench.Order;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;

/** llama.cpp in a Python process that takes orders. */
final class LlamaProcess implements AutoCloseable {

    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;

    private LlamaProcess(Process process) {
        this.process = process;
        this.orders = process.outputWriter();
        this.answers = process.inputReader();
    }

    static LlamaProcess start(String python, Path script, Path model, int threads, int positions, int streams,
            Clock clock) {
        try {
            Process process = new ProcessBuilder(
                            python, script.toString(), model.toString(), Integer.toString(threads),
                            Integer.toString(positions), Integer.toString(streams), clock.label())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            LlamaProcess llama = new LlamaProcess(process);
            llama.answer("ready");
            return llama;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seconds that an order takes. */
    double seconds(Order order) {
        try {
            orders.write(order + "\n");
            orders.flush();
            return Double.parseDouble(answer("seconds"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer(String expected) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException("llama.py ended (expected: " + expected + ")");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
