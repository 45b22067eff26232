package io.gemstream.service.kafka;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a folder for the native libraries of snappy and zstd, in which producers may compress (ADR 22). They are
 * unpacked into the temporary folder, which hardened hosts mount {@code noexec}; a compressed batch would then hold up
 * its partition for everybody. lz4 does without its library by itself, and gzip is the JDK's.
 */
@ApplicationScoped
public class NativeCodecs {

    private static final Logger LOG = LoggerFactory.getLogger(NativeCodecs.class);
    private static final int BEFORE_ALL_CLIENTS = 1;
    /** Keys of snappy-java 1.1.10 (SnappyLoader) and zstd-jni 1.5 (Native); without them java.io.tmpdir counts. */
    private static final List<String> FOLDER_KEYS = List.of("org.xerial.snappy.tempdir", "ZstdTempFolder");
    private static final Path OURS = Path.of(".gemstream", "native");

    void choose(@Observes @Priority(BEFORE_ALL_CLIENTS) StartupEvent event) {
        for (String key : FOLDER_KEYS) {
            Path configured = Path.of(System.getProperty(key, System.getProperty("java.io.tmpdir")));
            if (!letsFilesBeExecuted(configured)) {
                instead(Stream.of("user.home", "user.dir").map(System::getProperty).map(Path::of).toList())
                        .ifPresent(folder -> {
                            LOG.info("no library can be loaded from {}: {} is {}", configured, key, folder);
                            System.setProperty(key, folder.toString());
                        });
            }
        }
    }

    /** A folder of ours in one of the given, made where it is missing. */
    static Optional<Path> instead(List<Path> homes) {
        for (Path home : homes) {
            if (home.isAbsolute() && Files.isDirectory(home)) {
                try {
                    Path folder = Files.createDirectories(home.resolve(OURS));
                    if (letsFilesBeExecuted(folder)) {
                        return Optional.of(folder);
                    }
                } catch (IOException readOnly) {
                    LOG.debug("{} is no place for libraries", home, readOnly);
                }
            }
        }
        return Optional.empty();
    }

    /** The kernel denies execution where a file system is mounted noexec, whatever the file's own permissions. */
    static boolean letsFilesBeExecuted(Path folder) {
        try {
            Path file = Files.createTempFile(folder, "gemstream-", ".probe");
            try {
                return file.toFile().setExecutable(true) && Files.isExecutable(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException notThere) {
            return false;
        }
    }
}
