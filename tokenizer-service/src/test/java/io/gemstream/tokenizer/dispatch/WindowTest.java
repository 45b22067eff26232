package io.gemstream.tokenizer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.v1.OperationRecord.State;
import org.junit.jupiter.api.Test;

class WindowTest {

    private final Window window = new Window();

    @Test
    void hasRoomForAsManyAsThereAreSlotsSharedByTheTokenizers() {
        window.capacity(4, 2);
        window.released("a", "t", 0);
        assertThat(window.room()).isTrue();
        window.released("b", "t", 0);
        assertThat(window.room()).isFalse();
        window.row("a", State.RUNNING);
        assertThat(window.room()).isTrue();
        window.row("b", State.ENDED);
        assertThat(window.count()).isZero();
    }

    @Test
    void everyTokenizerMayReleaseOneAndSomeGoOutBeforeAWorkerIsKnown() {
        window.capacity(1, 5);
        assertThat(window.room()).isTrue();
        window.released("a", "t", 0);
        assertThat(window.room()).isFalse();
        window.capacity(0, 5);
        assertThat(window.room()).isTrue();
    }

    /** Its group starts at the beginning of topics that were made anew only when it has said so. */
    @Test
    void afterALossNothingIsReleasedBeforeAWorkerSaysThatItLives() {
        window.capacity(4, 1);
        window.released("a", "t", 0);
        window.row("b", State.RUNNING);
        window.clear();
        assertThat(window.count()).isZero();
        assertThat(window.room()).isFalse();
        window.capacity(0, 1);
        assertThat(window.room()).isFalse();
        window.capacity(4, 1);
        assertThat(window.room()).isTrue();
        window.capacity(0, 1);
        assertThat(window.room()).as("as ever").isTrue();
    }

    @Test
    void whoBeginsSaysThatTheEarlierOnesHaveBegun() {
        window.capacity(4, 1);
        for (String id : new String[] {"a", "b", "c"}) {
            window.released(id, "t", 0);
        }
        window.row("b", State.RUNNING);
        assertThat(window.holds("a")).isFalse();
        assertThat(window.holds("c")).isTrue();
        window.row("elsewhere", State.RUNNING);
        assertThat(window.holds("c")).isTrue();
    }

    @Test
    void nothingFollowsForTasksOfAnotherTopic() {
        window.capacity(4, 1);
        window.released("a", "t", 0);
        window.released("elsewhere", "u", 0);
        window.released("b", "t", 0);
        window.row("b", State.RUNNING);
        assertThat(window.holds("a")).isFalse();
        assertThat(window.holds("elsewhere")).isTrue();
    }

    @Test
    void aLostRowHoldsNothingUpForLongWhereASlotIsFree() {
        window.capacity(1, 1);
        window.released("lost", "t", 0);
        window.expire(1_999);
        assertThat(window.room()).isFalse();
        window.expire(2_000);
        assertThat(window.room()).isTrue();
    }

    @Test
    void whileAllSlotsAreBusyItMayTakeLongButNotForEver() {
        window.capacity(1, 1);
        window.row("other", State.RUNNING);
        window.released("waits", "t", 0);
        window.expire(59_999);
        assertThat(window.room()).isFalse();
        window.expire(60_000);
        assertThat(window.room()).isTrue();
    }
}
