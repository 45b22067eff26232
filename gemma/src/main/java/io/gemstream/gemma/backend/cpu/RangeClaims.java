package io.gemstream.gemma.backend.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Hands out the items of one {@link RangeWork} after the other to threads that claim them in chunks. A thread that the
 * system took off its core delays only the chunk it has.
 *
 * <p>The ticket carries the number of the work in its upper half and the items left in its lower one. The plain fields
 * are written only when nothing is left of the work before, and before the ticket; so a claim that succeeds has read its
 * own work's fields, and a thread that read the next work's by accident fails to claim.
 */
final class RangeClaims {

    /** Some 20 microseconds: longer than the serial parts between two works, short enough to leave an idle core. */
    static final int SPINS = 2_000;

    private final AtomicLong ticket = new AtomicLong(); // [work number: 32 bits][items left: 32 bits]
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private RangeWork work = (_, _, _) -> {};
    private int count;
    private int grain;

    /**
     * Opens a work to claims; the one before is done. One caller at a time.
     *
     * @param count number of items, at least 1
     * @param grain items per claim
     */
    void open(RangeWork work, int count, int grain) {
        this.work = work;
        this.count = count;
        this.grain = grain;
        done.set(0);
        ticket.set((ticket.get() >>> 32) + 1 << 32 | count);
    }

    /** The number of the current work: it changes with each. */
    long number() {
        return ticket.get() >>> 32;
    }

    /**
     * Does items of the current work until none is left to claim.
     *
     * @param thread which of the threads calls
     */
    void drain(int thread) {
        while (true) {
            long seen = ticket.get();
            int left = (int) seen;
            if (left == 0) {
                return;
            }
            RangeWork current = work;
            int from = count - left;
            int to = from + Math.min(grain, left);
            if (!ticket.compareAndSet(seen, seen - (to - from))) {
                continue;
            }
            try {
                current.run(thread, from, to);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
            done.addAndGet(to - from);
        }
    }

    /** Waits until all items of the current work are done; for the caller of {@link #open}. */
    void await() {
        for (int spins = 0; done.get() < count; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            throw new IllegalStateException("a step failed on one of its threads", thrown);
        }
    }
}
