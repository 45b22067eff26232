package io.gemstream.standalone.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes what a command has started, last first, exactly once: at the command's end, or when the process is told to
 * end. Thread-safe.
 */
final class Shutdown implements AutoCloseable {

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private boolean closed;

    private Shutdown() {}

    /** Registers with the JVM. */
    static Shutdown atInterrupt() {
        Shutdown shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(
                Thread.ofPlatform().name("gemstream-shutdown").unstarted(shutdown::closeAll));
        return shutdown;
    }

    /** Adds what was just started; closes it at once where it came too late. */
    <T extends AutoCloseable> T closing(T resource) {
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                started.push(resource);
            }
        }
        if (late) {
            close(resource);
            parkForGood();
        }
        return resource;
    }

    /**
     * Closes everything. Where the process is ending already, blocks for good: the command's failure is then a
     * consequence, and must not be printed as a cause.
     */
    @Override
    public void close() {
        if (!closeAll()) {
            parkForGood();
        }
    }

    private boolean closeAll() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        while (!started.isEmpty()) {
            close(started.pop());
        }
        return true;
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception failed) {
            System.getLogger(Shutdown.class.getName()).log(System.Logger.Level.WARNING, "could not close cleanly", failed);
        }
    }

    private void parkForGood() {
        while (true) {
            LockSupport.park(this);
        }
    }
}
