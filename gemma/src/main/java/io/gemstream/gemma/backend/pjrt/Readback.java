package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.PjrtBuffer;
import io.gemstream.gemma.backend.pjrt.api.PjrtEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Results on their way to the host: started at once, waited for together. Closing waits, too: memory must not go first. */
final class Readback implements AutoCloseable {

    private final Arena arena = Arena.ofShared();
    private final List<PjrtBuffer> buffers = new ArrayList<>();
    private final List<PjrtEvent> events = new ArrayList<>();
    private int awaited;

    /** Starts a copy; the memory is filled after {@link #await}. Takes the buffer over. */
    MemorySegment start(PjrtBuffer buffer, long bytes, int rank) {
        buffers.add(buffer);
        MemorySegment to = arena.allocate(bytes, 64);
        events.add(buffer.copyTo(to, rank));
        return to;
    }

    void await() {
        while (awaited < events.size()) {
            events.get(awaited++).await();
        }
    }

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
