package io.gemstream.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps the classes that a kind of process loads for the next of its kind, which starts with a third of the CPU time:
 * the tests start some 150 JVMs. Only brokers and services are so many that writing one pays. Processes that run at the
 * same time may each write one; the last to end wins.
 */
final class ClassArchive {

    private static final Set<String> KINDS = Set.of("broker", "gateway", "tokenizer-service", "inference-service");
    private static final Path FOLDER = Path.of("target", "class-archives");
    /** The JVM says here what it leaves out, in the middle of what a test reads. */
    private static final String SILENCE = "-Xlog:cds=off,cds+dynamic=off";

    private enum Use { NONE, WRITTEN, READ }

    private final Path kept;
    private final Path written;
    private final Use use;

    private ClassArchive(Path kept, Path written, Use use) {
        this.kept = kept;
        this.written = written;
        this.use = use;
    }

    /**
     * For a process that is about to start.
     *
     * @param kind of process, such as a service
     * @param jar that it runs; an archive that is older is of no use
     */
    static ClassArchive of(String kind, Path jar) {
        try {
            Files.createDirectories(FOLDER);
            Path kept = FOLDER.resolve(kind + ".jsa");
            boolean present = Files.exists(kept)
                    && Files.getLastModifiedTime(kept).compareTo(Files.getLastModifiedTime(jar)) > 0;
            Use use = !KINDS.contains(kind) ? Use.NONE : present ? Use.READ : Use.WRITTEN;
            return new ClassArchive(kept, FOLDER.resolve(kind + "-" + UUID.randomUUID() + ".part"), use);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Options of the JVM: reads the archive, or writes one when it ends. */
    List<String> options() {
        return switch (use) {
            case NONE -> List.of();
            case READ -> List.of(SILENCE, "-XX:SharedArchiveFile=" + kept);
            case WRITTEN -> List.of(SILENCE, "-XX:ArchiveClassesAtExit=" + written);
        };
    }

    /** Whether the process writes one, which takes it some seconds more at its end. */
    boolean isWritten() {
        return use == Use.WRITTEN;
    }

    /** Keeps what a process wrote that ended as it should; one that was killed has written nothing. */
    void keep() {
        try {
            if (Files.exists(written)) {
                Files.move(written, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
