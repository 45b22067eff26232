package io.gemstream.gemma.backend.pjrt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The folder of compiled programs cannot be written. */
public final class ProgramCacheException extends UncheckedIOException {

    private static final long serialVersionUID = 1L;

    ProgramCacheException(Path file, IOException cause) {
        super("program cache " + file + ": cannot be written (" + cause + ")", cause);
    }
}
