package io.gemstream.gateway.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The place at which one partition is read for all of its streams. Reading goes forward in passes: a stream that lies
 * further back waits, paused, until the pass has got to the front, which is as far as the partition was ever read; the next
 * pass begins with the earliest that waits. A pass ends before the front when nobody reads in it any more, because each of
 * its streams has been paused again or is gone.
 *
 * <pre>
 *   pass 1   o-----------------&gt;|                front
 *   pass 2       o-------------&gt;|----&gt;|           two streams came from behind during pass 1
 *   pass 3                 o---------&gt;|----&gt;
 *   pass 4                    o--x                paused again, and jumped to the front
 * </pre>
 *
 * So however many streams come from behind, and however often, the same records are read once for all of them, and each is
 * read after one pass at most. Turning back for each at once would read them once for each, and with enough of them would
 * never get to the front. Not thread-safe.
 */
final class PartitionPlace {

    /** Those from behind that this pass is for, and some that are paused or gone since. */
    private final Deque<OpenStream> reading = new ArrayDeque<>();
    private final Set<OpenStream> waiting = new LinkedHashSet<>();
    private int streams;
    private long next;
    private long front;
    /** Where the consumer stands; nowhere before the first turn. */
    private long position = -1;

    /** @param next offset that is read first */
    PartitionPlace(long next) {
        this.next = next;
        this.front = next;
    }

    /** A stream more has its log here. */
    void join() {
        streams++;
    }

    /** A stream is read no longer. */
    void leave(OpenStream stream) {
        streams--;
        waiting.remove(stream);
    }

    boolean isEmpty() {
        return streams == 0;
    }

    /** Ends a stream's pause once the records behind its place come: at once, or in the next pass. */
    void read(OpenStream stream) {
        long from = stream.next();
        if (from < next) {
            // Paused until then: what this pass still brings must not be taken before what lies further back.
            waiting.add(stream);
            return;
        }
        stream.unpause();
        if (from < front) {
            reading.add(stream);
        }
    }

    /** Everything before an offset was handed on. */
    void reached(long offset) {
        next = offset;
        position = offset;
    }

    /**
     * The partition ends there for now. Where that is before the front, the topic was made anew, and a pass that was to get
     * to the front of old would not end.
     */
    void endsAt(long offset) {
        front = Math.min(front, offset);
        next = Math.min(next, offset);
    }

    /** The offset to seek, where the consumer is not at the one to go on from. To be asked before each poll. */
    OptionalLong turn() {
        while (!reading.isEmpty() && !reading.peek().isRead()) {
            reading.poll();
        }
        if (next >= front || reading.isEmpty()) {
            front = Math.max(front, next);
            next = waiting.stream().mapToLong(OpenStream::next).min().orElse(front);
            waiting.forEach(OpenStream::unpause);
            reading.clear();
            reading.addAll(waiting);
            waiting.clear();
        }
        if (next == position) {
            return OptionalLong.empty();
        }
        position = next;
        return OptionalLong.of(next);
    }

    /** Offset that is read next. */
    long next() {
        return next;
    }
}
