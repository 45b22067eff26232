package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/** Owns one native object: destroys it once, counts it while it lives, and refuses its use after that. */
final class Handle implements AutoCloseable {

    private final PjrtPlugin plugin;
    private final PjrtFunction destroy;
    private final Struct destroyArgs;
    private final String field;
    private final MemorySegment pointer;
    private final AtomicBoolean closed = new AtomicBoolean();

    Handle(PjrtPlugin plugin, PjrtFunction destroy, Struct destroyArgs, String field, MemorySegment pointer) {
        this.plugin = plugin;
        this.destroy = destroy;
        this.destroyArgs = destroyArgs;
        this.field = field;
        this.pointer = pointer;
        plugin.live().incrementAndGet();
    }

    PjrtPlugin plugin() {
        return plugin;
    }

    boolean isClosed() {
        return closed.get();
    }

    /** The native object. */
    MemorySegment pointer() {
        if (closed.get()) {
            throw new IllegalStateException(field + " is closed");
        }
        return pointer;
    }

    /** Destroys the object; later calls do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            plugin.live().decrementAndGet();
            try (Arena arena = Arena.ofConfined()) {
                plugin.call(destroy, destroyArgs.allocate(arena).pointer(field, pointer));
            }
        }
    }
}
