package io.gemstream.inference.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slot of the worker: takes a task, waits for it while renewing its lock, settles it, takes the next. Waiting is on
 * the task's own completion, so a slot that gets free takes its next task at once.
 *
 * <p>A failure of the queue ends neither the loop nor the process: the task at work is abandoned, since its lock can no
 * longer be held, and the queue is opened anew after a pause.
 */
public final class SlotLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SlotLoop.class);
    private static final Duration IDLE_WAIT = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A lock survives two renewals that did not get through. */
    private static final int RENEWALS_PER_LOCK = 3;

    private final TaskQueue.Factory queues;
    private final TaskHandler handler;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile Optional<TaskQueue> taking = Optional.empty();
    private volatile Optional<RunningTask> running = Optional.empty();

    public SlotLoop(TaskQueue.Factory queues, TaskHandler handler) {
        this.queues = queues;
        this.handler = handler;
    }

    /** Runs until {@link #stop}, and then until the task at work is settled. */
    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        while (!stopped()) {
            try (TaskQueue queue = queues.open()) {
                while (!stopped()) {
                    serve(queue);
                    pause = FIRST_PAUSE;
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
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
        taking.ifPresent(TaskQueue::wakeup);
    }

    /** Abandons the task at work, if there is one. */
    public void abandon() {
        running.ifPresent(RunningTask::abandon);
    }

    /** Whether a task is at work. */
    public boolean busy() {
        return running.isPresent();
    }

    private void serve(TaskQueue queue) throws InterruptedException {
        Optional<ConsumerRecord<String, byte[]>> record = take(queue);
        if (record.isEmpty()) {
            return;
        }
        RunningTask task = handler.start(record.get());
        running = Optional.of(task);
        try {
            Optional<Settlement> settlement = await(queue, record.get(), task);
            settlement.ifPresent(result -> queue.settle(record.get(), result));
        } finally {
            // Does nothing to a task that is settled; one that is not has lost its lock.
            task.abandon();
            running = Optional.empty();
        }
    }

    private Optional<ConsumerRecord<String, byte[]>> take(TaskQueue queue) {
        taking = Optional.of(queue);
        try {
            return stopped() ? Optional.empty() : queue.take(IDLE_WAIT);
        } finally {
            taking = Optional.empty();
        }
    }

    /** Empty where the record is not ours any more. */
    private Optional<Settlement> await(TaskQueue queue, ConsumerRecord<String, byte[]> record, RunningTask task)
            throws InterruptedException {
        long renewMs = Math.max(1, queue.lock().toMillis() / RENEWALS_PER_LOCK);
        while (true) {
            try {
                return Optional.of(task.settled().get(renewMs, TimeUnit.MILLISECONDS));
            } catch (TimeoutException stillRunning) {
                if (!queue.renew(record)) {
                    LOG.warn("task {} is no longer ours, its attempt ends", record.key());
                    return Optional.empty();
                }
            } catch (ExecutionException fault) {
                LOG.error("task {} failed", record.key(), fault.getCause());
                return Optional.of(Settlement.RELEASE);
            }
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
}
