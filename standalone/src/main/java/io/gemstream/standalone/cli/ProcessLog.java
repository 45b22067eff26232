package io.gemstream.standalone.cli;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.WriteFailures;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/**
 * Decides where log records go as long as Quarkus has not taken over: Quarkus's first handler keeps them all, at every
 * level, and spills them on stderr where Quarkus never comes.
 */
final class ProcessLog {

    private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{2.}] (%t) %s%e%n";
    private static final long ROTATE_BYTES = 10L << 20;
    private static final int KEPT_FILES = 3;

    private ProcessLog() {}

    /** Drops them: for commands whose every failure is on stderr anyway. */
    static void none() {
        Logger.getLogger("").setLevel(Level.OFF);
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[0]);
    }

    /**
     * Appends them to a file, made with its folder where missing; what is an error is also told on stderr.
     *
     * @throws GemstreamException WRITE_FAILED, DISK_FULL
     */
    static void to(Path file) {
        Logger.getLogger("").setLevel(Level.INFO);
        // The broker tells its whole configuration and every partition at INFO.
        for (String loud : new String[] {"kafka", "org.apache.kafka", "state.change.logger"}) {
            Logger.getLogger(loud).setLevel(Level.WARNING);
        }
        try {
            Files.createDirectories(file.getParent());
            SizeRotatingFileHandler handler = new SizeRotatingFileHandler(file.toFile(), true, ROTATE_BYTES, KEPT_FILES);
            handler.setFormatter(new PatternFormatter(PATTERN));
            handler.setLevel(Level.ALL);
            handler.setErrorManager(new LogErrors(file));
            InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {handler});
        } catch (IOException unusable) {
            throw WriteFailures.of("log: " + file, DataFolder.SETTINGS, unusable);
        }
    }
}
