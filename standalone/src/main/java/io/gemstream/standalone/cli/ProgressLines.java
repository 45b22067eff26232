package io.gemstream.standalone.cli;

import io.gemstream.standalone.models.FetchProgress;
import io.gemstream.standalone.models.Sizes;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Prints a fetch's progress: a terminal has one line rewritten, anything else a line every few seconds. Not
 * thread-safe.
 */
final class ProgressLines implements FetchProgress {

    private static final long TERMINAL_NS = 100_000_000L;
    private static final long PIPE_NS = 3_000_000_000L;
    private static final double SECOND_NS = 1e9;
    private static final double MEBI = 1 << 20;

    /** Back to the first column, and erase what a longer line left (ECMA-48, EL). */
    private static final String REWRITE = "\r\033[K";

    private final PrintStream err;
    private final boolean terminal;
    private final LongSupplier clockNs;

    private String step = "";
    private long stepStartNs;
    private long stepStartBytes;
    private long printedNs;
    private long done;
    private long total;

    ProgressLines(PrintStream err, boolean terminal, LongSupplier clockNs) {
        this.err = err;
        this.terminal = terminal;
        this.clockNs = clockNs;
    }

    static ProgressLines on(CliEnvironment cliEnvironment) {
        return new ProgressLines(cliEnvironment.err(), cliEnvironment.errIsTerminal(), System::nanoTime);
    }

    @Override
    public void note(String line) {
        stepDone();
        err.println(line);
    }

    @Override
    public void at(String nowStep, long nowDone, long nowTotal) {
        long now = clockNs.getAsLong();
        if (!nowStep.equals(step)) {
            stepDone();
            step = nowStep;
            stepStartNs = now;
            stepStartBytes = nowDone;
            printedNs = now;
        }
        done = nowDone;
        total = nowTotal;
        if (now - printedNs >= (terminal ? TERMINAL_NS : PIPE_NS)) {
            printedNs = now;
            print(now);
        }
    }

    @Override
    public void stepDone() {
        if (!step.isEmpty()) {
            print(clockNs.getAsLong());
            if (terminal) {
                err.println();
            }
            step = "";
        }
    }

    /** Leaves a line that is being rewritten, so that the shell's prompt does not stand in it. From any thread. */
    void endLine() {
        if (terminal) {
            err.println();
        }
    }

    private void print(long nowNs) {
        String line = line(nowNs);
        if (terminal) {
            err.print(REWRITE + line);
            err.flush();
        } else {
            err.println(line);
        }
    }

    private String line(long nowNs) {
        StringBuilder line = new StringBuilder("  ").append(step).append(' ').append(Sizes.mebibytes(done));
        if (total > 0) {
            line.append(" of ").append(Sizes.mebibytes(total)).append(", ").append(done * 100 / total).append(" %");
        }
        double seconds = (nowNs - stepStartNs) / SECOND_NS;
        if (seconds > 0 && done > stepStartBytes) {
            line.append(String.format(Locale.ROOT, ", %.1f MiB/s", (done - stepStartBytes) / MEBI / seconds));
        }
        return line.toString();
    }
}
