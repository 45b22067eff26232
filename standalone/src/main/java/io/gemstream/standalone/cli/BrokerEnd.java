package io.gemstream.standalone.cli;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.WriteFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Exit;

/**
 * Reports why the embedded broker ends the process: Kafka does so where it cannot write its log, and tells only the
 * log.
 */
final class BrokerEnd {

    private static final Duration GOODBYE = Duration.ofSeconds(10);
    private static final int PROBE_BYTES = 64 << 10;

    private final CliEnvironment cliEnvironment;
    private final DataFolder folder;
    private final AtomicBoolean told = new AtomicBoolean();

    private BrokerEnd(CliEnvironment cliEnvironment, DataFolder folder) {
        this.cliEnvironment = cliEnvironment;
        this.folder = folder;
    }

    /** From now on the end of the broker has a reason and its exit code. */
    static void tell(CliEnvironment cliEnvironment, DataFolder folder) {
        BrokerEnd end = new BrokerEnd(cliEnvironment, folder);
        Exit.setExitProcedure((_, _) -> end.endProcess());
        Exit.setHaltProcedure((_, _) -> end.endProcess());
    }

    /** Does not return, as Kafka expects. The process ends as by a signal, so that what has started is closed. */
    private void endProcess() {
        if (told.compareAndSet(false, true)) {
            int code = ErrorReport.of(reason(folder)).print(cliEnvironment.err());
            // The services say for seconds what follows from it, into a log that may not take it.
            ProcessLog.none();
            Thread.ofPlatform().daemon().name("gemstream-exit").start(() -> System.exit(code));
            Thread.ofPlatform().daemon().name("gemstream-halt").start(() -> {
                LockSupport.parkNanos(GOODBYE.toNanos());
                Runtime.getRuntime().halt(code);
            });
        }
        while (true) {
            LockSupport.park(this);
        }
    }

    /** The reason: what is wrong with the folder now. */
    static GemstreamException reason(DataFolder folder) {
        try {
            Path probe = Files.createTempFile(folder.kafka(), "probe", null);
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.delete(probe);
            }
            Optional<Path> locked = notOurs(folder.kafka());
            if (locked.isPresent()) {
                throw new AccessDeniedException(locked.get().toString());
            }
        } catch (IOException failed) {
            return WriteFailures.of("data: " + folder.kafka(), DataFolder.SETTINGS, failed);
        }
        return new GemstreamException(ErrorReason.INTERNAL, "the broker has ended; why is in " + folder.log());
    }

    private static Optional<Path> notOurs(Path kafka) throws IOException {
        try (Stream<Path> files = Files.walk(kafka)) {
            return files.filter(file -> !Files.isWritable(file)).findFirst();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }
}
