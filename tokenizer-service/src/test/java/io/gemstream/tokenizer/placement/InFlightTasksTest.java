package io.gemstream.tokenizer.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InFlightTasksTest {

    private static final String SHARED = "gemstream.tasks.m";
    private static final String AFFINITY = "gemstream.affinity.3.m";
    private static final long TEN_MINUTES_MS = Duration.ofMinutes(10).toMillis();

    private long nowMs = 10_000_000;
    private final InFlightTasks<String> tasks = new InFlightTasks<>(1_000, () -> nowMs);

    @Test
    void aTaskWaitsUntilItHasBegunAndRunsUntilItEnds() {
        release("a", AFFINITY);
        assertThat(tasks.waiting(AFFINITY)).isEqualTo(1);
        assertThat(tasks.waiting(SHARED)).isZero();
        assertThat(tasks.keeps("a")).isTrue();

        assertThat(tasks.began("a", "w", nowMs)).contains("task a");
        assertThat(tasks.waiting()).isZero();
        assertThat(tasks.keeps("a")).isFalse();
        assertThat(tasks.running("w")).isEqualTo(1);

        tasks.forget("a");
        assertThat(tasks.running("w")).isZero();
    }

    @Test
    void aTaskReleasedTwiceWaitsOnceAndWhereItWentLast() {
        release("a", AFFINITY);
        release("a", SHARED);
        assertThat(tasks.waiting()).isEqualTo(1);
        assertThat(tasks.waiting(AFFINITY)).isZero();
        assertThat(tasks.lost(AFFINITY)).isEmpty();
        assertThat(tasks.lost(SHARED)).containsExactly("task a");
    }

    @Test
    void hasRoomForAsManyAsThereAreSlotsSharedByTheTokenizers() {
        tasks.capacity(4, 2);
        release("a", SHARED);
        assertThat(tasks.hasRoom()).isTrue();
        release("b", SHARED);
        assertThat(tasks.hasRoom()).isFalse();
        tasks.began("a", "w", nowMs);
        assertThat(tasks.hasRoom()).isTrue();
        tasks.forget("b");
        assertThat(tasks.waiting()).isZero();
    }

    @Test
    void everyTokenizerMayReleaseOneAndSomeGoOutBeforeAWorkerIsKnown() {
        tasks.capacity(1, 5);
        assertThat(tasks.hasRoom()).isTrue();
        release("a", SHARED);
        assertThat(tasks.hasRoom()).isFalse();
        tasks.capacity(0, 5);
        assertThat(tasks.hasRoom()).isTrue();
    }

    @Test
    void whoBeginsSaysThatTheEarlierOnesOfItsTopicHaveBegun() {
        tasks.capacity(4, 1);
        release("a", SHARED);
        release("elsewhere", AFFINITY);
        release("b", SHARED);
        release("c", SHARED);
        tasks.began("b", "w", nowMs);
        assertThat(tasks.waits("a")).isFalse();
        assertThat(tasks.keeps("a")).as("no row says so").isTrue();
        assertThat(tasks.waits("elsewhere")).isTrue();
        assertThat(tasks.waits("c")).isTrue();
        tasks.began("another tokenizer's", "w", nowMs);
        assertThat(tasks.waits("c")).isTrue();
        assertThat(tasks.began("a", "w", nowMs)).as("late").contains("task a");
    }

    @Test
    void aLostRowHoldsNothingUpForLongWhereASlotIsFree() {
        tasks.capacity(1, 1);
        release("lost", SHARED);
        pass(1_999);
        assertThat(tasks.hasRoom()).isFalse();
        pass(1);
        assertThat(tasks.hasRoom()).isTrue();
        assertThat(tasks.waiting(SHARED)).isZero();
    }

    @Test
    void whileAllSlotsAreBusyATaskMayWaitLongButNotForEver() {
        tasks.capacity(1, 1);
        tasks.began("other", "w", nowMs);
        release("waits", SHARED);
        pass(59_999);
        assertThat(tasks.hasRoom()).isFalse();
        pass(1);
        assertThat(tasks.hasRoom()).isTrue();
    }

    /** Of an operation that is deleted while it runs nobody writes that it has ended. */
    @Test
    void aTombstoneOfARunningTaskFreesItsSlotSoThatALostRowCostsLittle() {
        tasks.capacity(1, 1);
        tasks.began("deleted", "w", nowMs);
        tasks.forget("deleted");
        assertThat(tasks.running("w")).isZero();
        release("lost", SHARED);
        pass(2_000);
        assertThat(tasks.hasRoom()).isTrue();
    }

    @Test
    void aTombstoneOfATaskThatHasNotBegunMakesRoomAndItIsNotReleasedOnceMore() {
        tasks.capacity(1, 1);
        release("deleted", SHARED);
        tasks.forget("deleted");
        assertThat(tasks.hasRoom()).isTrue();
        assertThat(tasks.keeps("deleted")).isFalse();
        assertThat(tasks.lost(SHARED)).isEmpty();
    }

    @Test
    void aRunThatNobodyReportsOnIsForgottenAfterTenMinutes() {
        tasks.capacity(1, 1);
        tasks.began("a", "w", nowMs);
        pass(TEN_MINUTES_MS - 1);
        assertThat(tasks.running("w")).isEqualTo(1);
        pass(1);
        assertThat(tasks.running("w")).isZero();
        release("lost", SHARED);
        pass(2_000);
        assertThat(tasks.hasRoom()).as("its slot is free").isTrue();
    }

    @Test
    void aRestartTakesUpWhatRunsAndNotWhatBeganLongAgo() {
        tasks.began("recent", "w", nowMs - TEN_MINUTES_MS + 1);
        tasks.began("orphan", "w", nowMs - TEN_MINUTES_MS);
        assertThat(tasks.running("w")).isEqualTo(1);
        pass(1);
        assertThat(tasks.running("w")).isZero();
    }

    @Test
    void aDeadWorkersTaskRunsWhereAnotherTookItOver() {
        assertThat(tasks.began("a", "dead", nowMs)).isEmpty();
        tasks.began("a", "w", nowMs);
        assertThat(tasks.running("dead")).isZero();
        assertThat(tasks.running("w")).isEqualTo(1);
    }

    /** Its group starts at the beginning of a topic that was made anew only when it has said so. */
    @Test
    void afterALossNothingIsReleasedBeforeAWorkerSaysThatItLives() {
        tasks.capacity(4, 1);
        release("a", SHARED);
        tasks.lost(SHARED);
        assertThat(tasks.waiting()).isZero();
        assertThat(tasks.hasRoom()).isFalse();
        tasks.capacity(0, 1);
        assertThat(tasks.hasRoom()).isFalse();
        tasks.capacity(4, 1);
        assertThat(tasks.hasRoom()).isTrue();
        tasks.capacity(0, 1);
        assertThat(tasks.hasRoom()).as("as ever").isTrue();
    }

    @Test
    void aTopicThatIsDeletedGivesBackWhatWentToItInOrderAndNothingElse() {
        release("a", SHARED);
        release("b", AFFINITY);
        release("c", SHARED);
        tasks.began("runs", "w", nowMs);
        assertThat(tasks.lost(SHARED)).containsExactly("task a", "task c");
        assertThat(tasks.lost(SHARED)).isEmpty();
        assertThat(tasks.waits("b")).isTrue();
        assertThat(tasks.keeps("b")).isTrue();
        assertThat(tasks.running("w")).as("goes on without its lock").isEqualTo(1);
    }

    /** However long it waits, it lies in its topic. */
    @Test
    void aTaskThatLeftTheWindowWithAgeIsStillLostWithItsTopic() {
        tasks.capacity(1, 1);
        release("a", SHARED);
        pass(60_000);
        assertThat(tasks.waits("a")).isFalse();
        assertThat(tasks.lost(SHARED)).containsExactly("task a");
    }

    @Test
    void keepsTheYoungestUpToAWeight() {
        tasks.released("a", SHARED, "a", 400);
        tasks.released("b", SHARED, "b", 400);
        tasks.released("b", SHARED, "b", 500);
        assertThat(tasks.keeps("a")).isTrue();
        tasks.released("c", SHARED, "c", 300);
        assertThat(tasks.waits("a")).as("only to be released once more it is too old").isTrue();
        assertThat(tasks.lost(SHARED)).containsExactly("b", "c");
        tasks.released("d", SHARED, "d", 1_000);
        assertThat(tasks.keeps("d")).as("what was taken weighs nothing").isTrue();
    }

    @Test
    void withoutTheRowsNothingIsKnownToRun() {
        tasks.began("a", "w", nowMs);
        release("b", SHARED);
        tasks.forgetRunning();
        assertThat(tasks.running("w")).isZero();
        assertThat(tasks.waits("b")).isTrue();
    }

    private void release(String id, String topic) {
        tasks.released(id, topic, "task " + id, 1);
    }

    private void pass(long ms) {
        nowMs += ms;
        tasks.expire();
    }
}
