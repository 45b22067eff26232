package io.gemstream.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps track of what a client reads at the moment, so that closing the client ends all of it. Thread-safe. */
final class Readings {

    private final Set<Runnable> endings = new HashSet<>();
    private boolean closed;

    /**
     * Adds one.
     *
     * @param ending ends it; called at once where the client is closed already
     */
    void add(Runnable ending) {
        boolean late;
        synchronized (this) {
            late = closed;
            if (!late) {
                endings.add(ending);
            }
        }
        if (late) {
            ending.run();
        }
    }

    /** Forgets one that has ended. */
    synchronized void remove(Runnable ending) {
        endings.remove(ending);
    }

    /** Ends all of them, and those that are added later. */
    void close() {
        List<Runnable> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(endings);
            endings.clear();
        }
        open.forEach(Runnable::run);
    }
}
