package io.gemstream.standalone.cli;

import io.gemstream.service.WriteFailures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.ErrorManager;
import org.jspecify.annotations.Nullable;

/** Says once, in a line, that the log cannot be written; the process goes on. Thread-safe. */
final class LogErrors extends ErrorManager {

    private final Path file;
    private final AtomicBoolean told = new AtomicBoolean();

    LogErrors(Path file) {
        this.file = file;
    }

    @Override
    public void error(@Nullable String message, @Nullable Exception failed, int code) {
        if (told.compareAndSet(false, true)) {
            IOException cause = failed instanceof IOException io ? io : new IOException(String.valueOf(message), failed);
            System.err.println("log: " + WriteFailures.of(file.toString(), DataFolder.SETTINGS, cause).getMessage());
        }
    }
}
