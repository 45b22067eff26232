package io.gemstream.service.cluster;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Paces a check that runs periodically, and sooner where somebody asks for it. Thread-safe. */
final class PeriodicCheck {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long asked;
    private long done;

    /** A look begins; the number is for {@link #end}. */
    long begin() {
        lock.lock();
        try {
            return asked;
        } finally {
            lock.unlock();
        }
    }

    /** The look is over, and whoever asked before it began is served. */
    void end(long number) {
        lock.lock();
        try {
            done = number;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is time for the next, or until somebody asks for one. */
    void pause(Duration most) throws InterruptedException {
        await(most, () -> asked > done);
    }

    /** Asks for a look and waits until it is over, or the time is; says whether there was one. */
    boolean now(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long mine = ++asked;
            changed.signalAll();
            return await(most, () -> done >= mine);
        } finally {
            lock.unlock();
        }
    }

    private boolean await(Duration most, BooleanSupplier reached) throws InterruptedException {
        lock.lock();
        try {
            long leftNs = most.toNanos();
            while (!reached.getAsBoolean() && leftNs > 0) {
                leftNs = changed.awaitNanos(leftNs);
            }
            return reached.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
