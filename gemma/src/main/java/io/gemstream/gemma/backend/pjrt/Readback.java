package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.PjrtBuffer;
import io.gemstream.gemma.backend.pjrt.api.PjrtEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Copies results to the host: copies are started one by one and awaited together. */
final class Readback implements AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final List<PjrtBuffer> buffers = new ArrayList<>();
    private final List<PjrtEvent> events = new ArrayList<>();
    private int awaited;
    private long bytes;

    /** Takes over results of an execution, per device: they are closed with this. */
    List<List<PjrtBuffer>> take(List<List<PjrtBuffer>> results) {
        results.forEach(buffers::addAll);
        return results;
    }

    /** Starts a copy; the memory is filled after {@link #await}. */
    MemorySegment start(PjrtBuffer buffer, long bytes, int rank) {
        this.bytes += bytes;
        MemorySegment to = arena.allocate(bytes, 64);
        events.add(buffer.copyTo(to, rank));
        return to;
    }

    /** Bytes of all copies that were started. */
    long bytes() {
        return bytes;
    }

    void await() {
        while (awaited < events.size()) {
            events.get(awaited++).await();
        }
    }

    /** Waits, too: memory must not go before what is copied into it. */
    @Override
    public void close() {
        try {
            await();
        } finally {
            events.forEach(PjrtEvent::close);
            buffers.forEach(PjrtBuffer::close);
            arena.close();
        }
    }
}
