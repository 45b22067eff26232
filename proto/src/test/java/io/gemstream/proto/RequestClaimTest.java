package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestClaimTest {

    @Test
    void onlyItsOwnRowsFollowAndNoneGoesBack() {
        List<State> states = List.of(State.CLAIMED, State.QUEUED, State.RUNNING, State.ENDED);
        for (State known : states) {
            RequestClaim claim = RequestClaim.of(row("a", "hello", known));
            for (State next : states) {
                assertThat(claim.isFollowedBy(row("a", "hello", next)))
                        .as("%s after %s", next, known)
                        .isEqualTo(states.indexOf(next) >= states.indexOf(known));
            }
            assertThat(claim.isFollowedBy(row("b", "hello", State.ENDED))).isFalse();
            assertThat(claim.isFollowedBy(row("a", "goodbye", State.ENDED))).isFalse();
        }
    }

    @Test
    void saysWhetherAWorkerHasBegun() {
        assertThat(RequestClaim.of(row("a", "hello", State.CLAIMED)).begun()).isFalse();
        assertThat(RequestClaim.of(row("a", "hello", State.QUEUED)).begun()).isFalse();
        assertThat(RequestClaim.of(row("a", "hello", State.RUNNING)).begun()).isTrue();
        assertThat(RequestClaim.of(row("a", "hello", State.ENDED)).begun()).isTrue();
    }

    private static OperationRecord row(String claimId, String asked, State state) {
        return OperationRecord.newBuilder().setRequestId("r").setClaimId(claimId)
                .setRequestHash(ByteString.copyFromUtf8(asked)).setState(state).build();
    }
}
