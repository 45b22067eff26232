package io.gemstream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.stream.OpenStream.Source;
import org.junit.jupiter.api.Test;

class PartitionPlaceTest {

    private final PartitionPlace place = new PartitionPlace(100);

    @Test
    void theFirstTurnGoesWhereTheEarliestStreamIs() {
        OpenStream later = read("later", 120);
        OpenStream earlier = read("earlier", 70);
        assertThat(later.isRead()).isTrue();
        assertThat(earlier.isRead()).isFalse();
        assertThat(place.turn()).hasValue(70);
        assertThat(earlier.isRead()).isTrue();
        assertThat(place.turn()).as("the consumer is there").isEmpty();
    }

    @Test
    void whoComesFromBehindWaitsForTheNextPass() {
        read("front", 100);
        read("first", 20);
        assertThat(place.turn()).hasValue(20);
        place.reached(60);
        OpenStream second = read("second", 40);
        OpenStream third = read("third", 30);
        OpenStream ahead = read("ahead", 60);
        assertThat(ahead.isRead()).as("this pass has yet to get there").isTrue();
        assertThat(place.turn()).isEmpty();
        assertThat(second.isRead()).as("what comes now must not be taken before what lies further back").isFalse();
        place.reached(100);
        assertThat(place.turn()).hasValue(30);
        assertThat(second.isRead()).isTrue();
        assertThat(third.isRead()).isTrue();
        place.reached(130);
        assertThat(place.turn()).as("both have been read").isEmpty();
        assertThat(place.next()).isEqualTo(130);
    }

    @Test
    void aPassThatNobodyNeedsAnyMoreEndsAtTheFront() {
        read("front", 100);
        OpenStream behind = read("behind", 20);
        OpenStream gone = read("gone", 20);
        assertThat(place.turn()).hasValue(20);
        place.reached(30);
        behind.feedFrom(Source.PAUSED, 25);
        assertThat(place.turn()).isEmpty();
        gone.close();
        place.leave(gone);
        assertThat(place.turn()).hasValue(100);
    }

    @Test
    void aPassThatNobodyNeedsAnyMoreGivesWayToThoseWhoWait() {
        read("front", 100);
        OpenStream slow = read("slow", 20);
        assertThat(place.turn()).hasValue(20);
        place.reached(50);
        slow.feedFrom(Source.PAUSED, 30);
        place.read(slow);
        assertThat(slow.isRead()).isFalse();
        assertThat(place.turn()).hasValue(30);
        assertThat(slow.isRead()).isTrue();
    }

    @Test
    void oneThatLeavesIsNotWaitedFor() {
        read("front", 100);
        place.turn();
        OpenStream gone = read("gone", 20);
        OpenStream stays = read("stays", 80);
        place.leave(gone);
        assertThat(place.turn()).hasValue(80);
        place.leave(stays);
        assertThat(place.isEmpty()).isFalse();
    }

    @Test
    void theFrontOfATopicThatWasMadeAnewIsForgotten() {
        read("front", 100);
        place.turn();
        place.endsAt(5);
        OpenStream anew = read("anew", 5);
        assertThat(anew.isRead()).isTrue();
        assertThat(place.turn()).hasValue(5);
        place.reached(7);
        OpenStream second = read("second", 6);
        assertThat(place.turn()).as("the first pass does not go on to the old front").hasValue(6);
        assertThat(second.isRead()).isTrue();
    }

    private OpenStream read(String requestId, long from) {
        OpenStream stream = new OpenStream(requestId, OpenStream.Purpose.CALL, new RecordingListener());
        stream.feedFrom(Source.PAUSED, from);
        place.join();
        place.read(stream);
        return stream;
    }
}
