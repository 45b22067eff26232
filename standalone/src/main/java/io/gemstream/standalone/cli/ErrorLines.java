package io.gemstream.standalone.cli;

import io.gemstream.gateway.messaging.BrokerOutageLog;
import io.gemstream.service.kafka.KafkaLogFilter;
import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Shows what is logged as an error on stderr too, one line each; the stack traces stay in the log file. An outage of the
 * broker is told by its own lines, that it began and that it is over, and not by every write that fails meanwhile.
 */
final class ErrorLines extends Handler implements AutoCloseable {

    private static final ExtFormatter ONE_LINE = new PatternFormatter("log: %-5p %c{1}: %s");

    /** Quarkus gives the filter to the log's own handlers only. */
    private final KafkaLogFilter kafka = new KafkaLogFilter();

    private final PrintStream err;

    private ErrorLines(PrintStream err) {
        this.err = err;
    }

    /** Begins to show; closing ends it. */
    static ErrorLines on(PrintStream err) {
        ErrorLines lines = new ErrorLines(err);
        Logger.getLogger("").addHandler(lines);
        return lines;
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record) && isForPeople(record)) {
            err.println(ONE_LINE.format(record).strip().replaceAll("\\R.*", " …"));
        }
    }

    /** Not a filter of this handler: Quarkus gives all handlers one of its own when it starts. */
    private boolean isForPeople(LogRecord record) {
        return kafka.isLoggable(record) && (record.getLevel().intValue() >= Level.SEVERE.intValue()
                || BrokerOutageLog.class.getName().equals(record.getLoggerName()));
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
