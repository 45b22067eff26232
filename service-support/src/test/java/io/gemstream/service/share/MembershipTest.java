package io.gemstream.service.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.service.share.Membership.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MembershipTest {

    private static final Uuid A = Uuid.randomUuid();
    private static final Uuid B = Uuid.randomUuid();
    private static final Uuid APART = Uuid.randomUuid();

    private final Membership membership =
            new Membership("g", Uuid.randomUuid(), List.of("a", "b"), Optional.of("apart"), Optional.of("rack"));

    @Test
    void joinsWithItsTopicsAndThenOnlyShowsThatItLives() {
        assertThat(membership.assignment()).isEmpty();
        ShareGroupHeartbeatRequestData join = membership.heartbeat();
        assertThat(join.memberEpoch()).isZero();
        assertThat(join.subscribedTopicNames()).containsExactly("a", "b");

        assertThat(membership.accept(answer(3, A, B))).isEqualTo(Outcome.WELL);

        assertThat(membership.assignment()).contains(Map.of(A, List.of(0), B, List.of(0)));
        assertThat(membership.intervalMs()).isEqualTo(700);
        assertThat(membership.hasNews()).isFalse();
        ShareGroupHeartbeatRequestData next = membership.heartbeat();
        assertThat(next.memberEpoch()).isEqualTo(3);
        assertThat(join.rackId()).isEqualTo("rack");
        assertThat(next.subscribedTopicNames()).isNull();
        assertThat(next.rackId()).isNull();
        assertThat(next.memberId()).isEqualTo(join.memberId());
    }

    @Test
    void keepsItsPartitionsWhereNothingIsSaidOfThem() {
        membership.accept(answer(3, A, B));
        membership.accept(answer(4));
        membership.accept(new ShareGroupHeartbeatResponseData().setMemberEpoch(5).setHeartbeatIntervalMs(700));
        assertThat(membership.heartbeat().memberEpoch()).isEqualTo(5);
        assertThat(membership.assignment().orElseThrow()).isEmpty();
    }

    @Test
    void setsItselfApartWhereItGetsLessThanItAskedFor() {
        membership.accept(answer(1, A));
        assertThat(membership.hasNews()).isTrue();
        assertThat(membership.heartbeat().subscribedTopicNames()).containsExactly("a", "b", "apart");
        assertThat(membership.heartbeat().memberEpoch()).isEqualTo(1);

        membership.accept(answer(2, A, B, APART));
        assertThat(membership.hasNews()).isFalse();

        membership.accept(answer(3, B, APART));
        assertThat(membership.heartbeat().subscribedTopicNames()).as("others are set apart, too").containsExactly("a", "b");
    }

    @Test
    void isContentWithPartOfItsOnlyTopic() {
        Membership plain = new Membership("g", Uuid.randomUuid(), List.of("a"), Optional.empty(), Optional.empty());
        plain.accept(answer(1));
        assertThat(plain.hasNews()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_MEMBER_ID", "FENCED_MEMBER_EPOCH", "GROUP_ID_NOT_FOUND", "GROUP_MAX_SIZE_REACHED",
            "GROUP_AUTHORIZATION_FAILED"})
    void isNoMemberAnyMoreWhereItIsRefused(Errors error) {
        membership.accept(answer(3, A, B));
        assertThat(membership.accept(failure(error))).isEqualTo(Outcome.REFUSED);
        assertThat(membership.assignment()).as("what is held stays held").isPresent();
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_COORDINATOR", "COORDINATOR_NOT_AVAILABLE", "COORDINATOR_LOAD_IN_PROGRESS"})
    void staysAMemberWhereTheCoordinatorHasMoved(Errors error) {
        membership.accept(answer(3, A, B));
        assertThat(membership.accept(failure(error))).isEqualTo(Outcome.MOVED);
        assertThat(membership.heartbeat().memberEpoch()).isEqualTo(3);
    }

    @Test
    void saysGoodbye() {
        membership.accept(answer(3, A, B));
        assertThat(membership.goodbye().memberEpoch()).isEqualTo(-1);
    }

    private static ShareGroupHeartbeatResponseData failure(Errors error) {
        return new ShareGroupHeartbeatResponseData().setErrorCode(error.code());
    }

    private static ShareGroupHeartbeatResponseData answer(int epoch, Uuid... topics) {
        return new ShareGroupHeartbeatResponseData()
                .setMemberEpoch(epoch)
                .setHeartbeatIntervalMs(700)
                .setAssignment(new ShareGroupHeartbeatResponseData.Assignment().setTopicPartitions(Stream.of(topics)
                        .map(topic -> new ShareGroupHeartbeatResponseData.TopicPartitions()
                                .setTopicId(topic).setPartitions(List.of(0)))
                        .toList()));
    }
}
