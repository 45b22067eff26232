package io.gemstream.standalone.cli;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Shows what is logged as an error on stderr too, one line each; the stack traces stay in the log file. */
final class ErrorLines extends Handler implements AutoCloseable {

    private static final ExtFormatter ONE_LINE = new PatternFormatter("log: %-5p %c{1}: %s");

    private final PrintStream err;

    private ErrorLines(PrintStream err) {
        this.err = err;
    }

    /** Begins to show; closing ends it. */
    static ErrorLines on(PrintStream err) {
        ErrorLines lines = new ErrorLines(err);
        lines.setLevel(Level.SEVERE);
        Logger.getLogger("").addHandler(lines);
        return lines;
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            err.println(ONE_LINE.format(record).strip().replaceAll("\\R.*", " …"));
        }
    }

    @Override
    public void flush() {
        err.flush();
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
