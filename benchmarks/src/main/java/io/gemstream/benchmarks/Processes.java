package io.gemstream.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Ends the processes that a benchmark has started. */
public final class Processes {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private Processes() {}

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
