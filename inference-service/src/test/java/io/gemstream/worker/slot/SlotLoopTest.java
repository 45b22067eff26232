package io.gemstream.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.worker.attempt.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotLoopTest {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final FakeQueue queue = new FakeQueue();
    private final Semaphore turn = new Semaphore(1, true);
    private final List<FakeTask> tasks = new CopyOnWriteArrayList<>();
    private final List<SlotLoop> loops = new CopyOnWriteArrayList<>();
    /** What happens to the loops inside the start of a task. */
    private volatile Consumer<SlotLoop> whileStarting = _ -> {};

    @AfterEach
    void stop() {
        loops.forEach(SlotLoop::stop);
        tasks.forEach(task -> task.settled.complete(Settlement.RELEASE));
    }

    @Test
    void settlesATaskWhenItIsDoneAndTakesTheNext() throws InterruptedException {
        queue.offer("a");
        queue.offer("b");
        begin(() -> queue);

        expect("start a");
        settle(0, Settlement.ACCEPT);
        expect("ACCEPT a");
        expect("start b");
        settle(1, Settlement.REJECT);
        expect("REJECT b");
    }

    @Test
    void renewsTheLockWhileTheTaskRuns() throws InterruptedException {
        queue.lock = Duration.ofMillis(30);
        queue.offer("a");
        begin(() -> queue);

        expect("start a");
        expect("renew a");
        expect("renew a");
        settle(0, Settlement.ACCEPT);
        assertThat(next("renew a")).isEqualTo("ACCEPT a");
    }

    @Test
    void abandonsATaskWhoseLockIsLostAndOpensTheQueueAnew() throws InterruptedException {
        queue.lock = Duration.ofMillis(30);
        queue.held = false;
        queue.offer("a");
        queue.offer("b");
        begin(() -> queue);

        expect("start a");
        expect("renew a");
        expect("abandon a");
        expect("close");
        expect("start b");
    }

    @Test
    void opensTheQueueAnewAfterAFailure() throws InterruptedException {
        AtomicInteger opened = new AtomicInteger();
        queue.offer("a");
        begin(() -> {
            if (opened.incrementAndGet() < 3) {
                throw new IllegalStateException("no broker");
            }
            return queue;
        });

        expect("start a");
        assertThat(opened).hasValue(3);
    }

    @Test
    void abandonsTheTaskAtWorkWhereTheQueueFails() throws InterruptedException {
        queue.lock = Duration.ofMillis(30);
        queue.failRenewals = true;
        queue.offer("a");
        begin(() -> queue);

        expect("start a");
        expect("renew a");
        expect("abandon a");
        expect("close");
    }

    @Test
    void anAttemptWhoseTaskWasLostWithItsTopicGoesOnAndIsNotSettled() throws InterruptedException {
        queue.lock = Duration.ofMillis(30);
        queue.held = false;
        queue.orphaned = true;
        goesOnWithoutItsLock();
    }

    @Test
    void theSameWhereTheQueueFailsForWantOfItsTopic() throws InterruptedException {
        queue.lock = Duration.ofMillis(30);
        queue.failRenewals = true;
        queue.orphaned = true;
        goesOnWithoutItsLock();
    }

    private void goesOnWithoutItsLock() throws InterruptedException {
        queue.offer("a");
        queue.offer("b");
        begin(() -> queue);

        expect("start a");
        expect("renew a");
        settle(0, Settlement.ACCEPT);
        expect("close");
        expect("start b");
    }

    @Test
    void oneFreeSlotWaitsAtATime() throws InterruptedException {
        FakeQueue first = new FakeQueue();
        FakeQueue second = new FakeQueue();
        begin(() -> first);
        first.awaitTake();
        begin(() -> {
            events.add("second opened");
            return second;
        });

        while (!turn.hasQueuedThreads()) {
            Thread.onSpinWait();
        }
        assertThat(events).isEmpty();

        first.offer("a");
        assertThat(List.of(take(), take())).containsExactlyInAnyOrder("start a", "second opened");
        second.offer("b");
        expect("start b");
    }

    @Test
    void replacesAStaleQueueWhileItWaits() throws InterruptedException {
        FakeQueue first = waitsBeforeOneWith("b");
        loops.getFirst().refresh();
        assertThat(events).as("it is not stale").isEmpty();

        first.stale = true;
        loops.getFirst().refresh();

        expect("close");
        expect("start b");
    }

    @Test
    void handsBackATaskThatComesAsTheWaitIsEnded() throws InterruptedException {
        FakeQueue first = waitsBeforeOneWith("b");

        first.stale = true;
        first.comesAsItIsWoken = true;
        loops.getFirst().refresh();

        expect("RELEASE a");
        expect("close");
        expect("start b");
    }

    @Test
    void keepsAStaleQueueWhileItsTaskRuns() throws InterruptedException {
        FakeQueue first = new FakeQueue();
        FakeQueue second = new FakeQueue();
        first.offer("a");
        second.offer("b");
        List<FakeQueue> queues = new CopyOnWriteArrayList<>(List.of(first, second));
        begin(queues::removeFirst);
        expect("start a");

        first.stale = true;
        settle(0, Settlement.ACCEPT);

        expect("ACCEPT a");
        expect("close");
        expect("start b");
    }

    @Test
    void leavesAStaleQueueWithoutItsTurn() throws InterruptedException {
        queue.offer("a");
        begin(() -> queue);
        expect("start a");

        turn.acquire();
        settle(0, Settlement.ACCEPT);
        expect("ACCEPT a");
        queue.stale = true;

        expect("close");
        queue.stale = false;
        turn.release();
    }

    @Test
    void opensAQueueWhenTheTopicsAreAsTheyAreNeeded() throws InterruptedException {
        queue.offer("a");
        AtomicInteger refusals = new AtomicInteger(2);
        begin(() -> {
            if (refusals.getAndDecrement() > 0) {
                throw new GemstreamException(ErrorReason.TOPIC_UNUSABLE, "gemstream.tasks.m: lost with all records");
            }
            return queue;
        });
        expect("start a");
        assertThat(refusals).hasValue(-1);
    }

    @Test
    void stopsWhileWaiting() throws InterruptedException {
        Thread thread = begin(() -> queue);
        queue.awaitTake();

        loops.getFirst().stop();

        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        expect("close");
    }

    @Test
    void stopsOnlyAfterTheTaskAtWorkIsSettled() throws InterruptedException {
        queue.offer("a");
        Thread thread = begin(() -> queue);
        expect("start a");

        loops.getFirst().stop();
        loops.getFirst().abandon();

        expect("abandon a");
        expect("RELEASE a");
        expect("close");
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }

    /** A worker that stops may meet a slot between the start of its task and the wait for it. */
    @Test
    void abandonsATaskThatIsJustAboutToBeAtWork() throws InterruptedException {
        queue.offer("a");
        whileStarting = SlotLoop::abandon;
        Thread thread = begin(() -> queue);

        expect("start a");
        expect("abandon a");
        expect("RELEASE a");
        loops.getFirst().stop();
        expect("close");
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    }

    /** A slot waits at the queue that is returned; the one that is opened after it has a task. */
    private FakeQueue waitsBeforeOneWith(String key) throws InterruptedException {
        FakeQueue first = new FakeQueue();
        FakeQueue second = new FakeQueue();
        second.offer(key);
        List<FakeQueue> queues = new CopyOnWriteArrayList<>(List.of(first, second));
        begin(queues::removeFirst);
        first.awaitTake();
        return first;
    }

    private Thread begin(TaskQueue.Factory queues) {
        SlotLoop loop = new SlotLoop(queues, turn, record -> {
            FakeTask task = new FakeTask(record.key());
            tasks.add(task);
            events.add("start " + record.key());
            loops.forEach(whileStarting);
            return task;
        });
        loops.add(loop);
        return Thread.ofVirtual().start(loop);
    }

    private void settle(int task, Settlement settlement) {
        tasks.get(task).settled.complete(settlement);
    }

    private void expect(String event) throws InterruptedException {
        assertThat(take()).isEqualTo(event);
    }

    private String take() throws InterruptedException {
        return String.valueOf(events.poll(30, TimeUnit.SECONDS));
    }

    /** The next event that is not {@code skipped}. */
    private String next(String skipped) throws InterruptedException {
        String event = skipped;
        while (skipped.equals(event)) {
            event = take();
        }
        return event;
    }

    private final class FakeTask implements RunningTask {

        private final String key;
        private final CompletableFuture<Settlement> settled = new CompletableFuture<>();
        private final AtomicBoolean abandoned = new AtomicBoolean();

        FakeTask(String key) {
            this.key = key;
        }

        @Override
        public CompletableFuture<Settlement> settled() {
            return settled;
        }

        @Override
        public void abandon() {
            if (!settled.isDone() && abandoned.compareAndSet(false, true)) {
                events.add("abandon " + key);
                settled.complete(Settlement.RELEASE);
            }
        }
    }

    private final class FakeQueue implements TaskQueue {

        private final BlockingQueue<Optional<String>> offered = new LinkedBlockingQueue<>();
        private final Semaphore takes = new Semaphore(0);
        private volatile Duration lock = Duration.ofHours(1);
        private volatile boolean held = true;
        private volatile boolean stale;
        private volatile boolean comesAsItIsWoken;
        private volatile boolean failRenewals;
        private volatile boolean orphaned;

        void offer(String key) {
            offered.add(Optional.of(key));
        }

        void awaitTake() throws InterruptedException {
            assertThat(takes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public boolean stale() {
            return stale;
        }

        @Override
        public Optional<ConsumerRecord<String, byte[]>> take(Duration wait) {
            takes.release();
            try {
                Optional<String> key = Optional.ofNullable(offered.poll(wait.toMillis(), TimeUnit.MILLISECONDS))
                        .flatMap(offer -> offer);
                return key.map(name -> Tasks.record(Tasks.greedy(name, List.of(1), 1), 1));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        @Override
        public Duration lock() {
            return lock;
        }

        @Override
        public boolean renew(ConsumerRecord<String, byte[]> record) {
            events.add("renew " + record.key());
            if (failRenewals) {
                throw new IllegalStateException("no broker");
            }
            return held;
        }

        @Override
        public boolean orphaned() {
            return orphaned;
        }

        @Override
        public void settle(ConsumerRecord<String, byte[]> record, Settlement settlement) {
            events.add(settlement + " " + record.key());
        }

        @Override
        public void wakeup() {
            offered.add(comesAsItIsWoken ? Optional.of("a") : Optional.empty());
        }

        @Override
        public void close() {
            events.add("close");
        }
    }
}
