package io.gemstream.tokenizer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gemstream.proto.Lane;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.gemstream.proto.v1.Priority;
import io.gemstream.tokenizer.dispatch.RequestClaims.Claim;
import io.gemstream.tokenizer.dispatch.RequestClaims.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestClaimsTest {

    private static final Duration DAY = Duration.ofHours(24);

    private long nowMs = 1_000_000_000;
    private final Map<String, OperationRecord> history = new HashMap<>();
    private final RequestClaims requestClaims = new RequestClaims(
            id -> Optional.ofNullable(history.get(id)), 3, DAY, () -> nowMs);

    @BeforeEach
    void load() {
        requestClaims.markLoaded();
    }

    @Test
    void ofTwoClaimsTheFirstInTheTopicHolds() throws Exception {
        Claim first = claim("a", "p-0@1", "hello");
        Claim second = claim("a", "p-1@9", "goodbye");
        Standing.Free firstFree = (Standing.Free) requestClaims.standing(first);
        Standing.Free secondFree = (Standing.Free) requestClaims.standing(second);
        requestClaims.put(row(second, State.QUEUED));
        requestClaims.put(row(first, State.QUEUED));
        assertThat(RequestClaims.standing(first, taken(firstFree))).isEqualTo(new Standing.Lost());
        assertThat(RequestClaims.standing(second, taken(secondFree))).isEqualTo(new Standing.Held());
        assertThat(requestClaims.standing(first)).isEqualTo(new Standing.Lost());
        assertThat(requestClaims.standing(second)).isEqualTo(new Standing.Held());
    }

    @Test
    void theSameRequestAgainJoinsAndSaysHowFarTheFirstIs() throws Exception {
        Claim first = claim("a", "p-0@1", "hello");
        Claim again = claim("a", "p-0@2", "hello");
        requestClaims.put(row(first, State.QUEUED));
        assertThat(requestClaims.standing(again)).isEqualTo(new Standing.Repeated(false));
        requestClaims.put(row(first, State.RUNNING));
        assertThat(requestClaims.standing(again)).isEqualTo(new Standing.Repeated(true));
        requestClaims.put(row(first, State.QUEUED));
        assertThat(requestClaims.standing(again)).as("a row that came late").isEqualTo(new Standing.Repeated(true));
    }

    @Test
    void saysWhatWaitsInALane() {
        requestClaims.put(row(claim("a", "1", "hello"), State.CLAIMED));
        requestClaims.put(row(claim("b", "2", "hello"), State.QUEUED).toBuilder().setModel("m").setLogPartition(7)
                .setPriority(Priority.BATCH).build());
        assertThat(requestClaims.queued(Lane.INTERACTIVE)).as("a key that is taken may still get its prompt").isEmpty();
        assertThat(requestClaims.queued(Lane.BATCH)).containsExactly(new RequestClaims.Queued("b", "m", 7, nowMs));

        requestClaims.put(row(claim("a", "1", "hello"), State.QUEUED));
        requestClaims.put(row(claim("b", "2", "hello"), State.RUNNING));
        requestClaims.put(row(claim("b", "2", "hello"), State.QUEUED));
        assertThat(requestClaims.queued(Lane.INTERACTIVE)).extracting(RequestClaims.Queued::requestId)
                .containsExactly("a");
        assertThat(requestClaims.queued(Lane.BATCH)).as("a row that came late").isEmpty();
    }

    @Test
    void theRowOfAClaimThatLostChangesNothing() throws Exception {
        Claim first = claim("a", "p-0@1", "hello");
        requestClaims.put(row(first, State.QUEUED));
        requestClaims.put(row(claim("a", "p-0@2", "other"), State.ENDED));
        assertThat(requestClaims.standing(claim("a", "p-0@3", "hello"))).isEqualTo(new Standing.Repeated(false));
    }

    @Test
    void aRowOfAGatewayIsAnothersAndOneOfAnOlderVersionIsJoined() throws Exception {
        requestClaims.put(row(claim("a", "uuid", "asked by a call"), State.QUEUED));
        assertThat(requestClaims.standing(claim("a", "p-0@1", "hello"))).isEqualTo(new Standing.Lost());
        requestClaims.put(row(new Claim("b", "uuid", ByteString.EMPTY), State.QUEUED));
        assertThat(requestClaims.standing(claim("b", "p-0@1", "hello"))).isEqualTo(new Standing.Repeated(false));
    }

    @Test
    void anIdIsFreeAgainWhenItsRowIsForgottenOrDeleted() throws Exception {
        Claim old = claim("a", "p-0@1", "hello");
        requestClaims.put(row(old, State.ENDED));
        nowMs += DAY.toMillis() + 1;
        Claim next = claim("a", "p-0@7", "another");
        assertThat(requestClaims.standing(next)).isInstanceOf(Standing.Free.class);
        requestClaims.put(row(next, State.QUEUED));
        assertThat(requestClaims.standing(next)).isEqualTo(new Standing.Held());
        requestClaims.remove("a");
        assertThat(requestClaims.standing(old)).isInstanceOf(Standing.Free.class);
    }

    /** A row that has ended is taken back where it was, and the id stays whose it is. */
    @Test
    void anIdWhoseRowIsInTheHistoryIsNotFree() throws Exception {
        Claim ended = claim("a", "p-0@1", "hello");
        history.put("a", row(ended, State.ENDED));
        assertThat(requestClaims.standing(ended)).isEqualTo(new Standing.Held());
        assertThat(requestClaims.standing(claim("a", "p-0@2", "hello"))).isEqualTo(new Standing.Repeated(true));
        assertThat(requestClaims.standing(claim("a", "p-0@3", "another"))).isEqualTo(new Standing.Lost());
    }

    @Test
    void theOldestIdsAreForgottenAboveTheNumber() throws Exception {
        for (String id : new String[] {"a", "b", "c", "d"}) {
            requestClaims.put(row(claim(id, "p-0@1", id), State.QUEUED));
        }
        assertThat(requestClaims.standing(claim("a", "p-0@1", "a"))).isInstanceOf(Standing.Free.class);
        assertThat(requestClaims.standing(claim("b", "p-0@1", "b"))).isEqualTo(new Standing.Held());
    }

    @Test
    void nothingIsSaidBeforeTheTopicWasRead() throws Exception {
        RequestClaims unread = new RequestClaims(id -> Optional.ofNullable(history.get(id)), 3, DAY, () -> nowMs);
        Claim claim = claim("a", "p-0@1", "hello");
        CompletableFuture<Standing> standing = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                standing.complete(unread.standing(claim));
            } catch (InterruptedException stopped) {
                standing.completeExceptionally(stopped);
            }
        });
        unread.put(row(claim, State.QUEUED));
        assertThat(standing).isNotDone();
        unread.markLoaded();
        assertThat(standing.get(10, TimeUnit.SECONDS)).isEqualTo(new Standing.Held());
        asking.join();
    }

    private static OperationRecord taken(Standing.Free free) throws Exception {
        return free.first().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Claim claim(String id, String claimId, String asked) {
        return new Claim(id, claimId, ByteString.copyFromUtf8(asked));
    }

    private OperationRecord row(Claim claim, State state) {
        return OperationRecord.newBuilder().setRequestId(claim.requestId()).setClaimId(claim.claimId())
                .setRequestHash(claim.requestHash()).setState(state).setCreatedMs(nowMs).build();
    }
}
