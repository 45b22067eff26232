package io.gemstream.worker.slot;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.share.HeldRecord;
import io.gemstream.service.share.RecordTaker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of a worker: takes as many tasks as there are free ones, puts each to work and settles it when it is done. Threads
 * do not grow with slots: one tends the {@link TaskSource}, one starts tasks in the order in which they came.
 *
 * <p>A source that went stale is replaced by another at once; it brings nothing more, and holds what it has until that is done. A
 * source that cannot be opened is tried again.
 *
 * <p>A task whose lock was lost is abandoned, since somebody else gets it. Only where its topic was deleted does its attempt
 * go on: there will be no other (ADR 26).
 */
public final class Slots {

    private static final Logger LOG = LoggerFactory.getLogger(Slots.class);
    /** What settling and leaving the group may take once nothing runs. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    /** How soon a stale source is replaced. */
    private static final Duration TEND = Duration.ofMillis(250);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final int count;
    private final TaskSource.Factory sources;
    private final Function<HeldRecord, RunningTask> starter;
    private final Map<HeldRecord, Slot> busy = new ConcurrentHashMap<>();
    private final List<TaskSource> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ExecutorService starting = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("gemstream-task-start").factory());
    private final Thread tending = Thread.ofPlatform().daemon().name("gemstream-slots").unstarted(this::tend);
    private volatile Optional<TaskSource> current = Optional.empty();
    private volatile boolean abandoning;

    private Slots(
            int count, TaskSource.Factory sources, Function<HeldRecord, RunningTask> starter) {
        this.count = count;
        this.sources = sources;
        this.starter = starter;
    }

    /**
     * Begins to take tasks.
     *
     * @param count tasks at a time
     * @param starter puts a task to work; called by one thread, for one task after the other
     */
    public static Slots start(
            int count, TaskSource.Factory sources, Function<HeldRecord, RunningTask> starter) {
        Slots slots = new Slots(count, sources, starter);
        slots.tending.start();
        return slots;
    }

    /** Takes no further task; what runs goes on. */
    public void stopTaking() {
        stopping.countDown();
        current.ifPresent(TaskSource::retire);
    }

    /**
     * Takes no further task, lets what runs go on for a while, and hands back the rest.
     *
     * @param drain how long generations may go on
     */
    public void stop(Duration drain) throws InterruptedException {
        stopTaking();
        awaitIdle(drain);
        abandoning = true;
        busy.values().forEach(Slot::abandon);
        awaitIdle(GOODBYE);
        tending.join(GOODBYE);
        open.forEach(TaskSource::close);
        starting.shutdownNow();
    }

    private void awaitIdle(Duration longest) throws InterruptedException {
        long endNs = System.nanoTime() + longest.toNanos();
        synchronized (busy) {
            for (long left = longest.toNanos(); !busy.isEmpty() && left > 0; left = endNs - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(busy, left);
            }
        }
    }

    private void tend() {
        Duration pause = FIRST_PAUSE;
        while (!stopped()) {
            try {
                long openedNs = System.nanoTime();
                tend(open());
                boolean lasted = System.nanoTime() - openedNs > LONGEST_PAUSE.toNanos();
                pause = lasted || stopped() ? FIRST_PAUSE : pause(pause);
            } catch (GemstreamException notReady) {
                // Said once by whoever watches the topics.
                LOG.debug("no task is taken, next try in {} ms: {}", pause.toMillis(), notReady.line());
                pause = pause(pause);
            } catch (RuntimeException unavailable) {
                if (!stopped()) {
                    LOG.warn("tasks cannot be taken, next try in {} ms: {}", pause.toMillis(), unavailable.toString());
                    pause = pause(pause);
                }
            }
        }
    }

    private TaskSource open() {
        Taker taker = new Taker();
        TaskSource source = sources.open(taker);
        open.add(source);
        current = Optional.of(source);
        taker.source.complete(source);
        source.wanted(); // for slots that got free before it was the current one
        return source;
    }

    private void tend(TaskSource source) {
        while (!stopped() && !source.stale()) {
            await(TEND);
        }
        source.retire();
        open.removeIf(TaskSource::over);
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private Duration pause(Duration pause) {
        await(pause);
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }

    private void await(Duration time) {
        try {
            stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** Gives the tasks of one source to slots. */
    private final class Taker implements RecordTaker {

        private final CompletableFuture<TaskSource> source = new CompletableFuture<>();

        @Override
        public int wanted() {
            return stopped() ? 0 : count - busy.size();
        }

        @Override
        public void take(HeldRecord task) {
            Slot slot = new Slot(task, this);
            busy.put(task, slot);
            starting.execute(slot::start);
        }

        @Override
        public void lost(HeldRecord task) {
            Optional.ofNullable(busy.get(task)).ifPresent(Slot::lost);
        }

        private void settle(HeldRecord task, Settlement settlement) {
            source.thenAccept(from -> {
                from.settle(task, settlement);
                current.filter(other -> other != from).ifPresent(TaskSource::wanted);
            });
        }
    }

    /** A slot that has a task. */
    private final class Slot {

        private final HeldRecord task;
        private final Taker from;
        private Optional<RunningTask> running = Optional.empty();
        private boolean abandoned;

        private Slot(HeldRecord task, Taker from) {
            this.task = task;
            this.from = from;
        }

        private void start() {
            RunningTask started;
            try {
                started = starter.apply(task);
            } catch (RuntimeException fault) {
                started = RunningTask.of(CompletableFuture.failedFuture(fault));
            }
            boolean late;
            synchronized (this) {
                running = Optional.of(started);
                late = abandoned || abandoning;
            }
            started.settled().whenComplete(this::settled);
            if (late) { // else whoever abandons came before there was a task to be seen
                started.abandon();
            }
        }

        private void settled(Settlement settlement, Throwable fault) {
            if (fault != null) {
                LOG.error("task {} failed", task.record().key(), fault);
            }
            busy.remove(task);
            from.settle(task, fault == null ? settlement : Settlement.RELEASE);
            synchronized (busy) {
                busy.notifyAll();
            }
        }

        private void abandon() {
            Optional<RunningTask> task;
            synchronized (this) {
                abandoned = true;
                task = running;
            }
            task.ifPresent(RunningTask::abandon);
        }

        /** Looks on a thread of its own whether there will be another attempt, for that takes time. */
        private void lost() {
            from.source.thenAccept(source -> Thread.ofVirtual().name("gemstream-task-lost").start(() -> {
                if (source.orphaned()) {
                    LOG.warn("task {} was lost with its topic; its attempt goes on, since there will be no other",
                            task.record().key());
                } else {
                    LOG.warn("task {} is no longer ours, its attempt ends", task.record().key());
                    abandon();
                }
            }));
        }
    }
}
