package io.gemstream.service.config;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps Hibernate Validator from printing its version on standard error: it is first used when the configuration is
 * read, which is before logging can be configured.
 */
public final class ValidatorLog {

    /** Held, for the log manager forgets a logger, and its level, that nobody holds. */
    private static final Logger VERSION = Logger.getLogger("org.hibernate.validator.internal.util.Version");

    private ValidatorLog() {}

    /** Lets only warnings through. Call it before the configuration is read. */
    public static void quiet() {
        VERSION.setLevel(Level.WARNING);
    }
}
