package io.gemstream.worker.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Closes the parts of a whole that could not be completed, the last opened first. */
final class Unwinding implements AutoCloseable {

    private final Deque<Runnable> opened = new ArrayDeque<>();

    /** Takes note of what is opened. */
    <T> T add(T resource, Consumer<? super T> close) {
        opened.push(() -> close.accept(resource));
        return resource;
    }

    /** Leaves all of it open, for the whole closes it from now on. */
    <T> T complete(T whole) {
        opened.clear();
        return whole;
    }

    /** Closes everything, also where a part fails to close. */
    @Override
    public void close() {
        if (!opened.isEmpty()) {
            Runnable last = opened.pop();
            try {
                last.run();
            } finally {
                close();
            }
        }
    }
}
