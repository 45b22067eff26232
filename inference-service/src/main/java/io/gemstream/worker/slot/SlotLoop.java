package io.gemstream.worker.slot;

import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one slot of the worker: takes a task, waits for it while renewing its lock, settles it, takes the next. Waiting
 * is on the task's own completion, so a slot that gets free takes its next task at once.
 *
 * <p>Free slots of a worker take turns: one waits for a task, and the next begins to when it has got one. A waiting
 * share consumer has a fetch pending at the broker. Were all free slots waiting and the process killed, the broker
 * would hand the task of a dead slot to the pending fetch of another dead slot, and so on, and each hand-over counts
 * as a delivery; after group.share.delivery.count.limit of them, 5 by default, the task is lost for good.
 *
 * <p>A failure of the queue ends neither the loop nor the process: the task at work is abandoned, since its lock can no
 * longer be held, and the queue is opened anew after a pause. It is opened anew after a lost lock too: a share consumer
 * may go on waiting for the answer to that renewal, and it fetches nothing while it does.
 *
 * <p>Only where the task's topic was deleted does an attempt go on without its lock: nobody else will get that task
 * (ADR 26).
 */
public final class SlotLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SlotLoop.class);
    /** Long, since every end of a wait may cost a task some time: see {@link TaskQueue#take}. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** How long a slot without its turn may stay a member of a group that was lost and made anew. */
    private static final long STALE_MS = 250;
    /** A lock survives two renewals that did not get through. */
    private static final int RENEWALS_PER_LOCK = 3;

    /** A record, and the queue that holds its lock. */
    private record Taken(TaskQueue from, ConsumerRecord<String, byte[]> record) {}

    private final TaskQueue.Factory queues;
    private final Semaphore turn;
    private final Function<ConsumerRecord<String, byte[]>, RunningTask> starter;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final WaitingPlace waiting = new WaitingPlace();
    private volatile Optional<RunningTask> running = Optional.empty();
    private volatile boolean abandoning;

    /**
     * @param turn one permit, fair, shared by the slots of a worker
     * @param starter puts a task to work and returns soon; the work goes on elsewhere
     */
    public SlotLoop(TaskQueue.Factory queues, Semaphore turn,
            Function<ConsumerRecord<String, byte[]>, RunningTask> starter) {
        this.queues = queues;
        this.turn = turn;
        this.starter = starter;
    }

    /** Runs until {@link #stop}, and then until the task at work is settled. */
    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        while (!stopped()) {
            try (OpenQueue queue = new OpenQueue(queues)) {
                boolean held = true;
                while (held && !stopped()) {
                    Optional<Taken> taken = take(queue);
                    pause = FIRST_PAUSE;
                    held = taken.isEmpty() || serve(taken.get().from(), taken.get().record());
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            } catch (GemstreamException notReady) {
                // Said once by whoever watches the topics.
                LOG.debug("no task is taken, next try in {} ms: {}", pause.toMillis(), notReady.line());
                pause = pause(pause);
            } catch (RuntimeException unavailable) {
                if (!stopped()) {
                    LOG.warn("task queue failed, next try in {} ms: {}", pause.toMillis(), unavailable.toString());
                    pause = pause(pause);
                }
            }
        }
    }

    /** Takes no further task. */
    public void stop() {
        stopping.countDown();
        waiting.wakeAt(queue -> true);
    }

    /** Has the slot leave a queue that went stale while it waits there. */
    public void refresh() {
        waiting.wakeAt(TaskQueue::stale);
    }

    /** Abandons the task at work, if there is one, and every one that comes. */
    public void abandon() {
        abandoning = true;
        running.ifPresent(RunningTask::abandon);
    }

    /** Whether a task is at work. */
    public boolean busy() {
        return running.isPresent();
    }

    /** Waits for the slot's turn, then for a task; the queue is opened only now, since joining the group fetches. */
    private Optional<Taken> take(OpenQueue queue) throws InterruptedException {
        while (!turn.tryAcquire(STALE_MS, TimeUnit.MILLISECONDS)) {
            queue.closeStale();
        }
        try {
            Optional<Taken> taken = Optional.empty();
            while (taken.isEmpty() && !stopped()) {
                TaskQueue current = queue.get();
                taken = waiting.take(current, this::stopped).map(record -> new Taken(current, record));
            }
            return taken;
        } finally {
            turn.release();
        }
    }

    /** Runs a task to its end; returns whether the record was ours until then. */
    private boolean serve(TaskQueue queue, ConsumerRecord<String, byte[]> record) throws InterruptedException {
        RunningTask task = starter.apply(record);
        running = Optional.of(task);
        if (abandoning) { // else whoever abandons came before there was a task to be seen
            task.abandon();
        }
        try {
            Optional<Settlement> settlement = await(queue, record, task);
            settlement.ifPresent(settled -> queue.settle(record, settled));
            return settlement.isPresent();
        } finally {
            // Does nothing to a task that is settled; one that is not has lost its lock.
            task.abandon();
            running = Optional.empty();
        }
    }

    /** Empty where the record is not ours any more. */
    private Optional<Settlement> await(TaskQueue queue, ConsumerRecord<String, byte[]> record, RunningTask task)
            throws InterruptedException {
        long renewMs = Math.max(1, queue.lock().toMillis() / RENEWALS_PER_LOCK);
        boolean held = true;
        while (true) {
            try {
                if (!held) {
                    task.settled().get();
                    return Optional.empty();
                }
                return Optional.of(task.settled().get(renewMs, TimeUnit.MILLISECONDS));
            } catch (TimeoutException stillRunning) {
                held = renewed(queue, record);
                if (!held && !queue.orphaned()) {
                    LOG.warn("task {} is no longer ours, its attempt ends", record.key());
                    return Optional.empty();
                }
                if (!held) {
                    LOG.warn("task {} was lost with its topic; its attempt goes on, since there will be no other",
                            record.key());
                }
            } catch (ExecutionException fault) {
                LOG.error("task {} failed", record.key(), fault.getCause());
                return Optional.of(Settlement.RELEASE);
            }
        }
    }

    /** A queue that fails because its topic is gone is no reason to give the task up. */
    private static boolean renewed(TaskQueue queue, ConsumerRecord<String, byte[]> record) {
        try {
            return queue.renew(record);
        } catch (RuntimeException failed) {
            if (queue.orphaned()) {
                return false;
            }
            throw failed;
        }
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private Duration pause(Duration pause) {
        try {
            stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    /** The queue at which the slot waits for a task. A wakeup ends a wait there and nothing that comes after it. */
    private static final class WaitingPlace {

        private Optional<TaskQueue> at = Optional.empty();
        private boolean woken;

        synchronized void wakeAt(Predicate<TaskQueue> place) {
            if (at.filter(place).isPresent()) {
                woken = true;
                at.get().wakeup();
            }
        }

        /** Empty where the wait was ended; a record that came at that moment is handed back. */
        Optional<ConsumerRecord<String, byte[]>> take(TaskQueue queue, BooleanSupplier stopped) {
            enter(queue);
            boolean late;
            Optional<ConsumerRecord<String, byte[]>> record = Optional.empty();
            try {
                if (!stopped.getAsBoolean()) { // else whoever stops us came before we were there to be woken
                    record = queue.take(LONGEST_WAIT);
                }
            } finally {
                late = leave();
            }
            if (late) {
                // The wakeup may still be to come, and would break the first renewal.
                record.ifPresent(unwanted -> queue.settle(unwanted, Settlement.RELEASE));
                return Optional.empty();
            }
            return record;
        }

        private synchronized void enter(TaskQueue queue) {
            at = Optional.of(queue);
            woken = false;
        }

        private synchronized boolean leave() {
            at = Optional.empty();
            return woken;
        }
    }

    /**
     * A queue that is opened when it is first needed, and anew when it is stale: a share consumer that joins knows its
     * partitions in some 30 ms, one that changes its subscription only at its next heartbeat, 5 s as brokers are set up.
     */
    private static final class OpenQueue implements AutoCloseable {

        private final TaskQueue.Factory queues;
        private Optional<TaskQueue> open = Optional.empty();

        OpenQueue(TaskQueue.Factory queues) {
            this.queues = queues;
        }

        /** The queue to take from; call it only where no record is held. */
        TaskQueue get() {
            closeStale();
            if (open.isEmpty()) {
                open = Optional.of(queues.open());
            }
            return open.get();
        }

        void closeStale() {
            if (open.isPresent() && open.get().stale()) {
                close();
            }
        }

        @Override
        public void close() {
            Optional<TaskQueue> closing = open;
            open = Optional.empty();
            closing.ifPresent(TaskQueue::close);
        }
    }
}
