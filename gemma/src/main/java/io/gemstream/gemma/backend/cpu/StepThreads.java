package io.gemstream.gemma.backend.cpu;

import java.util.concurrent.locks.LockSupport;

/**
 * Runs one {@link RangeWork} after the other, its items shared by a few threads. A step has about a hundred of them,
 * some microseconds each, so idle threads spin for a moment before they park.
 */
final class StepThreads implements AutoCloseable {

    /** Rows per claim where a row is little work, a norm or a rotation: few claims, and still some for each thread. */
    private static final int ROWS_PER_CLAIM = 4;

    private final Worker[] workers;
    private final RangeClaims claims = new RangeClaims();
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
        claims.open(work, count, grain);
        for (Worker worker : workers) {
            if (worker.parked) {
                LockSupport.unpark(worker.thread);
            }
        }
        claims.drain(0);
        claims.await();
    }

    /** Does work whose items are rows, and little each; otherwise as {@link #run}. */
    void runRows(RangeWork work, int rows) {
        run(work, rows, ROWS_PER_CLAIM);
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
                pool.claims.drain(index);
            }
        }

        /** Waits until the number of the current work is not {@code seen}, or the pool is closed. */
        private long awaitOther(long seen) {
            for (int spins = 0; spins < RangeClaims.SPINS; spins++) {
                long number = pool.claims.number();
                if (number != seen) {
                    return number;
                }
                Thread.onSpinWait();
            }
            while (true) {
                parked = true;
                long number = pool.claims.number();
                if (number != seen || pool.closed) {
                    parked = false;
                    return number;
                }
                LockSupport.park(this);
            }
        }
    }
}
