package io.gemstream.standalone.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A lock between processes on one file of the store. The operating system frees it when its holder dies. */
final class FileLocking implements AutoCloseable {

    private static final long RETRY_MS = 200;

    private final FileChannel channel;

    private FileLocking(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock; where another holds it, says so once and waits. */
    static FileLocking take(Path file, FetchProgress progress) throws IOException, InterruptedException {
        Path side = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(side, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            for (boolean told = false; !taken; told = true) {
                taken = tryLock(channel).isPresent();
                if (!taken && !told) {
                    progress.note("waiting for another process that fetches " + file);
                }
                if (!taken) {
                    Thread.sleep(RETRY_MS);
                }
            }
            return new FileLocking(channel);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldInThisProcess) {
            return Optional.empty();
        }
    }
}
