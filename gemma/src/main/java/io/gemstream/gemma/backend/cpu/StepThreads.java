package io.gemstream.gemma.backend.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs one {@link RangeWork} after the other, its items shared by a few threads. A step has about a hundred of them,
 * some microseconds each, so idle threads spin for a moment before they park.
 *
 * <p>Threads claim chunks from one counter, so a thread that the system took off its core delays only the chunk it has.
 * The counter carries the number of the work in its upper half and the items left in its lower one. The fields of the
 * next work are written only when nothing is left of this one; so a claim that succeeds has read its own work's fields,
 * and a thread that read the next work's by accident fails to claim.
 */
final class StepThreads implements AutoCloseable {

    /** Some 20 microseconds: longer than the serial parts between two works, short enough to leave an idle core. */
    private static final int SPINS = 2_000;
    /** Rows per claim where a row is little work, a norm or a rotation: few claims, and still some for each thread. */
    private static final int ROWS_PER_CLAIM = 4;

    private final Worker[] workers;
    private final AtomicLong ticket = new AtomicLong(); // [work number: 32 bits][items left: 32 bits]
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private RangeWork work = (_, _, _) -> {};
    private int count;
    private int grain;
    private volatile boolean closed;

    private StepThreads(int threads) {
        this.workers = new Worker[threads - 1];
    }

    /** Starts {@code threads - 1} threads; the caller of {@link #run} is the remaining one. */
    static StepThreads start(int threads) {
        StepThreads pool = new StepThreads(threads);
        for (int i = 0; i < pool.workers.length; i++) {
            pool.workers[i] = new Worker(pool, i + 1);
            pool.workers[i].thread.start();
        }
        return pool;
    }

    /** Threads in all. */
    int count() {
        return workers.length + 1;
    }

    /**
     * Does all items and returns when they are done. One caller at a time.
     *
     * @param count number of items
     * @param grain items per claim
     */
    void run(RangeWork work, int count, int grain) {
        if (workers.length == 0 || count <= grain) {
            work.run(0, 0, count);
            return;
        }
        this.work = work;
        this.count = count;
        this.grain = grain;
        done.set(0);
        ticket.set((ticket.get() >>> 32) + 1 << 32 | count);
        for (Worker worker : workers) {
            if (worker.parked) {
                LockSupport.unpark(worker.thread);
            }
        }
        drain(0);
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

    /** Does work whose items are rows, and little each; otherwise as {@link #run}. */
    void runRows(RangeWork work, int rows) {
        run(work, rows, ROWS_PER_CLAIM);
    }

    /** Does items of the current work until none is left to claim. */
    private void drain(int thread) {
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

    /** Waits for the threads to end; not to be called by one of them. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        for (Worker worker : workers) {
            LockSupport.unpark(worker.thread);
            while (worker.thread.isAlive()) {
                try {
                    worker.thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Worker implements Runnable {

        private final StepThreads pool;
        private final int index;
        private final Thread thread;
        private volatile boolean parked;

        private Worker(StepThreads pool, int index) {
            this.pool = pool;
            this.index = index;
            this.thread = Thread.ofPlatform().daemon().name("gemma-step-" + index).unstarted(this);
        }

        @Override
        public void run() {
            long seen = 0;
            while (!pool.closed) {
                seen = awaitOther(seen);
                pool.drain(index);
            }
        }

        /** Waits until the number of the current work is not {@code seen}, or the pool is closed. */
        private long awaitOther(long seen) {
            for (int spins = 0; spins < SPINS; spins++) {
                long number = pool.ticket.get() >>> 32;
                if (number != seen) {
                    return number;
                }
                Thread.onSpinWait();
            }
            while (true) {
                parked = true;
                long number = pool.ticket.get() >>> 32;
                if (number != seen || pool.closed) {
                    parked = false;
                    return number;
                }
                LockSupport.park(this);
            }
        }
    }
}
