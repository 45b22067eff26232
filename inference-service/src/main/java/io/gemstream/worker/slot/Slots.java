package io.gemstream.worker.slot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs the slots of a worker, on one platform thread each: they wait most of the time, on Kafka or on a generation. */
public final class Slots {

    /** What settling and leaving the group may take once nothing runs. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);
    /** How soon a waiting slot leaves a stale queue. */
    private static final Duration REFRESH = Duration.ofMillis(250);

    private final List<SlotLoop> loops;
    private final List<Thread> threads;
    private final ScheduledExecutorService refreshing;

    private Slots(List<SlotLoop> loops, List<Thread> threads, ScheduledExecutorService refreshing) {
        this.loops = loops;
        this.threads = threads;
        this.refreshing = refreshing;
    }

    /** Starts one thread per loop, and one that has them look whether their queues are stale. */
    public static Slots start(List<SlotLoop> loops) {
        List<Thread> threads = new ArrayList<>();
        for (SlotLoop loop : loops) {
            threads.add(Thread.ofPlatform().name("gemstream-slot-" + threads.size()).daemon().start(loop));
        }
        ScheduledExecutorService refreshing = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("gemstream-slots-refresh").daemon().factory());
        refreshing.scheduleWithFixedDelay(
                () -> loops.forEach(SlotLoop::refresh), REFRESH.toMillis(), REFRESH.toMillis(), TimeUnit.MILLISECONDS);
        return new Slots(List.copyOf(loops), List.copyOf(threads), refreshing);
    }

    /** Takes no further task; what runs goes on. */
    public void stopTaking() {
        refreshing.shutdownNow();
        loops.forEach(SlotLoop::stop);
    }

    /**
     * Takes no further task, lets what runs go on for a while, and hands back the rest.
     *
     * @param drain how long generations may go on
     */
    public void stop(Duration drain) throws InterruptedException {
        stopTaking();
        long endNs = System.nanoTime() + drain.toNanos();
        for (int i = 0; i < threads.size(); i++) {
            long leftNs = endNs - System.nanoTime();
            if (leftNs > 0 && loops.get(i).busy()) {
                threads.get(i).join(Duration.ofNanos(leftNs));
            }
        }
        loops.forEach(SlotLoop::abandon);
        long goodbyeNs = System.nanoTime() + GOODBYE.toNanos();
        for (Thread thread : threads) {
            thread.join(Duration.ofNanos(Math.max(1, goodbyeNs - System.nanoTime())));
        }
    }
}
