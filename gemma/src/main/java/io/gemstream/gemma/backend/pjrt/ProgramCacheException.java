package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.error.GemmaException;
import java.io.IOException;
import java.nio.file.Path;

/** The folder of compiled programs cannot be written. */
public final class ProgramCacheException extends GemmaException {

    private static final long serialVersionUID = 1L;

    ProgramCacheException(Path file, IOException cause) {
        super(Code.WRITE_FAILED, "program cache " + file + ": cannot be written (" + cause + ")", cause);
    }
}
