package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * An array on a device. Donating it to an execution ends its use: its memory belongs to an output then, and only
 * {@link #close} is left to do.
 */
public final class PjrtBuffer implements AutoCloseable {

    private static final int TILED_LAYOUT_BYTES = 56;

    private final Handle handle;
    private final Optional<PjrtEvent> hostMemoryFree;

    private PjrtBuffer(Handle handle, Optional<PjrtEvent> hostMemoryFree) {
        this.handle = handle;
        this.hostMemoryFree = hostMemoryFree;
    }

    static PjrtBuffer of(PjrtPlugin plugin, MemorySegment pointer) {
        return new PjrtBuffer(handle(plugin, pointer), Optional.empty());
    }

    /** A buffer that may use host memory until {@code hostMemoryFree}. */
    static PjrtBuffer of(PjrtPlugin plugin, MemorySegment pointer, PjrtEvent hostMemoryFree) {
        return new PjrtBuffer(handle(plugin, pointer), Optional.of(hostMemoryFree));
    }

    private static Handle handle(PjrtPlugin plugin, MemorySegment pointer) {
        return new Handle(plugin, PjrtFunction.BUFFER_DESTROY, Structs.BUFFER_DESTROY, "buffer", pointer);
    }

    /**
     * Starts a copy to the host, in row-major order.
     *
     * @param to native memory that stays open until the event completes; exactly as large as the array
     * @param rank number of dimensions
     */
    public PjrtEvent copyTo(MemorySegment to, int rank) {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.BUFFER_TO_HOST
                    .allocate(arena)
                    .pointer("src", handle.pointer())
                    .pointer("host_layout", rowMajor(rank, arena).memory())
                    .pointer("dst", to)
                    .size("dst_size", to.byteSize());
            handle.plugin().call(PjrtFunction.BUFFER_TO_HOST_BUFFER, args);
            return new PjrtEvent(handle.plugin(), args.pointer("event"));
        }
    }

    /** Waits until the array is there, or what computes it has failed. */
    public void awaitReady() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.BUFFER_READY.allocate(arena).pointer("buffer", handle.pointer());
            handle.plugin().call(PjrtFunction.BUFFER_READY_EVENT, args);
            try (PjrtEvent event = new PjrtEvent(handle.plugin(), args.pointer("event"))) {
                event.await();
            }
        }
    }

    /** Address on the device; says whether two buffers share memory. */
    public long address() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.BUFFER_POINTER.allocate(arena).pointer("buffer", handle.pointer());
            handle.plugin().call(PjrtFunction.BUFFER_UNSAFE_POINTER, args);
            return args.size("buffer_pointer");
        }
    }

    /** Whether the buffer's memory was given away to an execution. */
    public boolean isDonated() {
        try (Arena arena = Arena.ofConfined()) {
            Args args = Structs.BUFFER_DELETED.allocate(arena).pointer("buffer", handle.pointer());
            handle.plugin().call(PjrtFunction.BUFFER_IS_DELETED, args);
            return args.flag("is_deleted");
        }
    }

    /** Frees the array. Returns when host memory that was lent to it is not used any more. */
    @Override
    public void close() {
        if (handle.isClosed()) {
            return;
        }
        handle.close();
        if (hostMemoryFree.isPresent()) {
            try (PjrtEvent event = hostMemoryFree.get()) {
                event.await();
            }
        }
    }

    MemorySegment pointer() {
        return handle.pointer();
    }

    private static Args rowMajor(int rank, Arena arena) {
        long[] order = new long[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = rank - 1 - i;
        }
        return Structs.BUFFER_LAYOUT
                .allocate(arena)
                .size("tiled_struct_size", TILED_LAYOUT_BYTES)
                .pointer("minor_to_major", arena.allocateFrom(ValueLayout.JAVA_LONG, order))
                .size("minor_to_major_size", rank);
    }
}
