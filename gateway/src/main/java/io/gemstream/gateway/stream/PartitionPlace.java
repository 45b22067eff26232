package io.gemstream.gateway.stream;

import java.util.OptionalLong;

/**
 * The place at which one partition is read for several streams. Reading goes forward in passes: a stream that lies further
 * back waits until the pass has got to where the one before it had turned back, and the next pass begins with the earliest
 * that waits.
 *
 * <pre>
 *   pass 1   o----------------->|
 *   pass 2       o------------->|---->|         two streams came from behind while pass 1 went on
 *   pass 3                o---------->|---->
 * </pre>
 *
 * So however many streams come from behind, and however often, each is read after two passes at most, and those at the end
 * of the log go on after one. Turning back for each at once would read the same records for each, and with enough of them
 * never get to the end. Not thread-safe.
 */
final class PartitionPlace {

    private static final long NOBODY = Long.MAX_VALUE;

    private long next;
    private long goal;
    private long earliest = NOBODY;
    private int streams;

    /** @param next offset that is read first */
    PartitionPlace(long next) {
        this.next = next;
        this.goal = next;
    }

    /** Another stream of the partition is read, from an offset on. */
    void join(long offset) {
        streams++;
        want(offset);
    }

    /** A stream that is read already is to be read from an offset on. */
    void want(long offset) {
        if (offset < next) {
            earliest = Math.min(earliest, offset);
        }
    }

    /** One stream fewer; whether none is left. */
    boolean leave() {
        streams--;
        return streams == 0;
    }

    /** Everything before an offset was handed on. */
    void reached(long offset) {
        next = offset;
    }

    /** The offset to turn back to now, where it is time to. */
    OptionalLong turn() {
        if (earliest == NOBODY || next < goal) {
            return OptionalLong.empty();
        }
        goal = next;
        next = earliest;
        earliest = NOBODY;
        return OptionalLong.of(next);
    }

    /** Offset that is read next. */
    long next() {
        return next;
    }
}
