package io.gemstream.standalone.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Folder of the data that a broker and the services keep between starts.
 *
 * @param root the folder
 */
record DataFolder(Path root) {

    /** Settings that choose the folder. */
    static final String SETTINGS = "--data or GEMSTREAM_HOME";

    static DataFolder of(Optional<Path> named, CliEnvironment cliEnvironment) {
        return new DataFolder(named.map(Path::toAbsolutePath)
                .map(Path::normalize)
                .orElseGet(() -> cliEnvironment.home().resolve("data")));
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path log() {
        return root.resolve("logs").resolve("gemstream.log");
    }
}
