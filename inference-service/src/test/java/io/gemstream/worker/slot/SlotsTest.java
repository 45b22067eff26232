package io.gemstream.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.share.HeldRecord;
import io.gemstream.service.share.RecordTaker;
import io.gemstream.worker.attempt.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotsTest {


    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<FakeSource> sources = new LinkedBlockingQueue<>();
    private final BlockingQueue<FakeTask> tasks = new LinkedBlockingQueue<>();
    private final List<Slots> begun = new CopyOnWriteArrayList<>();
    /** What happens between the start of a task and its being seen. */
    private volatile Runnable whileStarting = () -> {};

    @AfterEach
    void stop() {
        begun.forEach(Slots::stopTaking);
    }

    @Test
    void wantsAsManyAsAreFreeAndSettlesEachByItself() throws InterruptedException {
        begin(3);
        FakeSource source = sources.take();
        assertThat(source.taker.wanted()).isEqualTo(3);

        source.bring("a");
        source.bring("b");
        FakeTask a = task("a");
        FakeTask b = task("b");
        assertThat(source.taker.wanted()).isOne();

        b.settled.complete(Settlement.ACCEPT);
        expect("ACCEPT b");
        assertThat(source.taker.wanted()).isEqualTo(2);
        a.settled.complete(Settlement.REJECT);
        expect("REJECT a");
        assertThat(source.taker.wanted()).isEqualTo(3);
    }

    @Test
    void releasesATaskThatFails() throws InterruptedException {
        begin(1);
        sources.take().bring("a");
        task("a").settled.completeExceptionally(new IllegalStateException("broken"));
        expect("RELEASE a");
    }

    @Test
    void releasesATaskThatCannotBeStarted() throws InterruptedException {
        whileStarting = () -> {
            throw new IllegalStateException("broken");
        };
        begin(1);
        FakeSource source = sources.take();
        source.bring("a");
        expect("start a");
        expect("RELEASE a");
        assertThat(source.taker.wanted()).isOne();
    }

    @Test
    void abandonsATaskWhoseLockIsLost() throws InterruptedException {
        begin(1);
        FakeSource source = sources.take();
        HeldRecord a = source.bring("a");
        task("a");
        assertThat(source.taker.wanted()).isZero();

        source.taker.lost(a);

        expect("abandon a");
        expect("RELEASE a");
        assertThat(source.taker.wanted()).isOne();
    }

    @Test
    void anAttemptWhoseTaskWasLostWithItsTopicGoesOn() throws InterruptedException {
        begin(1);
        FakeSource source = sources.take();
        source.orphaned = true;
        HeldRecord a = source.bring("a");
        FakeTask task = task("a");

        source.taker.lost(a);
        expect("looked");

        task.settled.complete(Settlement.ACCEPT);
        expect("ACCEPT a");
        assertThat(task.abandoned).isFalse();
    }

    @Test
    void aStaleSourceIsReplacedAndHoldsWhatItHas() throws InterruptedException {
        begin(2);
        FakeSource first = sources.take();
        first.bring("a");
        FakeTask a = task("a");

        first.stale = true;
        expect("retire");
        FakeSource second = sources.take();
        assertThat(second.taker.wanted()).isOne();

        a.settled.complete(Settlement.ACCEPT);
        expect("ACCEPT a");
        do {
            assertThat(second.wanted.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        } while (second.taker.wanted() < 2);
    }

    @Test
    void opensASourceWhenThatIsPossible() throws InterruptedException {
        AtomicInteger refusals = new AtomicInteger(2);
        begun.add(Slots.start(1, taker -> {
            switch (refusals.getAndDecrement()) {
                case 2 -> throw new GemstreamException(ErrorReason.TOPIC_UNUSABLE, "gemstream.tasks.m: lost with all records");
                case 1 -> throw new IllegalStateException("no broker");
                default -> {
                    return open(taker);
                }
            }
        }, this::start));
        sources.take().bring("a");
        task("a");
    }

    @Test
    void tasksAreStartedInTheOrderInWhichTheyCame() throws InterruptedException {
        begin(100);
        FakeSource source = sources.take();
        for (int i = 0; i < 100; i++) {
            source.bring("task " + i);
        }
        for (int i = 0; i < 100; i++) {
            task("task " + i);
        }
        assertThat(source.taker.wanted()).isZero();
    }

    @Test
    void stopsWhenWhatRunsIsDone() throws InterruptedException {
        Slots slots = begin(2);
        FakeSource source = sources.take();
        source.bring("a");
        FakeTask a = task("a");

        Thread stopping = Thread.ofVirtual().start(() -> stop(slots, Duration.ofHours(1)));
        expect("retire");
        assertThat(source.taker.wanted()).isZero();
        a.settled.complete(Settlement.ACCEPT);
        expect("ACCEPT a");
        assertThat(stopping.join(Duration.ofSeconds(30))).isTrue();
        assertThat(events).contains("close");
        assertThat(a.abandoned).isFalse();
    }

    @Test
    void handsBackWhatIsNotDoneInTime() throws InterruptedException {
        Slots slots = begin(2);
        FakeSource source = sources.take();
        source.bring("a");
        FakeTask a = task("a");
        stop(slots, Duration.ZERO);
        assertThat(a.abandoned).isTrue();
        assertThat(events).contains("abandon a", "RELEASE a", "close");
    }

    /** A worker that stops may meet a task between its start and its being seen. */
    @Test
    void abandonsATaskThatIsJustAboutToBeAtWork() throws InterruptedException {
        Slots slots = begin(1);
        Thread stopping = Thread.ofVirtual().unstarted(() -> stop(slots, Duration.ZERO));
        whileStarting = () -> {
            while (stopping.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        };
        sources.take().bring("a");
        expect("start a");
        stopping.start();
        assertThat(stopping.join(Duration.ofSeconds(30))).isTrue();
        assertThat(events).contains("abandon a", "RELEASE a", "close");
    }

    private static void stop(Slots slots, Duration drain) {
        try {
            slots.stop(drain);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Slots begin(int count) {
        Slots slots = Slots.start(count, this::open, this::start);
        begun.add(slots);
        return slots;
    }

    private FakeSource open(RecordTaker taker) {
        FakeSource source = new FakeSource(taker);
        sources.add(source);
        return source;
    }

    private RunningTask start(HeldRecord held) {
        ConsumerRecord<String, byte[]> record = held.record();
        events.add("start " + record.key());
        whileStarting.run();
        FakeTask task = new FakeTask(record.key());
        tasks.add(task);
        return task;
    }

    private FakeTask task(String key) throws InterruptedException {
        expect("start " + key);
        return tasks.take();
    }

    private void expect(String event) throws InterruptedException {
        assertThat(String.valueOf(events.poll(30, TimeUnit.SECONDS))).isEqualTo(event);
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

    private final class FakeSource implements TaskSource {

        private final RecordTaker taker;
        private final AtomicBoolean retired = new AtomicBoolean();
        private final Semaphore wanted = new Semaphore(0);
        private volatile boolean stale;
        private volatile boolean orphaned;

        FakeSource(RecordTaker taker) {
            this.taker = taker;
        }

        HeldRecord bring(String key) {
            HeldRecord held = Tasks.held(Tasks.record(Tasks.greedy(key, List.of(1), 1), 1));
            taker.take(held);
            return held;
        }

        @Override
        public boolean stale() {
            return stale;
        }

        @Override
        public boolean orphaned() {
            if (orphaned) {
                events.add("looked");
            }
            return orphaned;
        }

        @Override
        public void settle(HeldRecord task, Settlement settlement) {
            events.add(settlement + " " + task.record().key());
        }

        @Override
        public void wanted() {
            wanted.release();
        }

        @Override
        public void retire() {
            if (retired.compareAndSet(false, true)) {
                events.add("retire");
            }
        }

        @Override
        public boolean over() {
            return false;
        }

        @Override
        public void close() {
            events.add("close");
        }
    }
}
