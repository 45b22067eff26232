package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Something that a device finishes later. Close it after it was awaited, or to lose interest in it. */
public final class PjrtEvent implements AutoCloseable {

    private final Handle handle;

    PjrtEvent(PjrtPlugin plugin, MemorySegment pointer) {
        this.handle = new Handle(plugin, PjrtFunction.EVENT_DESTROY, Structs.EVENT, "event", pointer);
    }

    /** Completes when the event does, on a thread of the plug-in; fails with a {@link PjrtException}. */
    public CompletableFuture<Void> completion() {
        return handle.plugin().callbacks().whenReady(handle.pointer());
    }

    /**
     * Waits. A virtual thread that waits gives its carrier free: the wait is in Java, not in the plug-in.
     *
     * @throws PjrtException if what the event stands for failed
     */
    public void await() {
        try {
            completion().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PjrtException failed) {
                throw failed;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        handle.close();
    }
}
