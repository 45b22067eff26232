package io.gemstream.standalone.models;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the user's own folder. */
public final class UserHome {

    /** Value of the JVM's property for a user who is not in the user database. */
    private static final String UNKNOWN = "?";

    private UserHome() {}

    /** HOME, as a shell would take it, else what the user database has; empty where neither says so. */
    public static Optional<Path> of(Map<String, String> environment) {
        return of(environment, System.getProperty("user.home", UNKNOWN));
    }

    static Optional<Path> of(Map<String, String> environment, String fromDatabase) {
        return Optional.of(environment.getOrDefault("HOME", ""))
                .filter(home -> !home.isBlank())
                .or(() -> Optional.of(fromDatabase))
                .filter(home -> !home.isBlank() && !home.equals(UNKNOWN))
                .map(home -> Path.of(home).toAbsolutePath().normalize());
    }
}
