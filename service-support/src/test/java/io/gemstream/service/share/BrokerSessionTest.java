package io.gemstream.service.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BrokerSessionTest {

    private static final TopicIdPartition A = new TopicIdPartition(Uuid.randomUuid(), 0, "a");
    private static final TopicIdPartition B = new TopicIdPartition(Uuid.randomUuid(), 0, "b");
    private static final byte ACCEPT = AcknowledgeType.ACCEPT.id;
    private static final byte RENEW = AcknowledgeType.RENEW.id;

    private final BrokerSession session = new BrokerSession("g", Uuid.randomUuid());

    @Test
    void namesPartitionsOnceAndForgetsThem() {
        ShareFetchRequestData first = fetch(A, B);
        assertThat(first.shareSessionEpoch()).isZero();
        assertThat(topics(first)).containsExactlyInAnyOrder(A.topicId(), B.topicId());
        well();

        ShareFetchRequestData second = fetch(A, B);
        assertThat(second.shareSessionEpoch()).isEqualTo(1);
        assertThat(second.topics()).isEmpty();
        well();

        ShareFetchRequestData third = fetch(B);
        assertThat(third.forgottenTopicsData()).singleElement()
                .satisfies(forgotten -> assertThat(forgotten.topicId()).isEqualTo(A.topicId()));
    }

    @Test
    void keepsAPartitionOfWhichItHoldsRecords() {
        open(A, B);
        HeldRecord held = hold(A, 7);
        assertThat(fetch(B).forgottenTopicsData()).isEmpty();
        well();

        session.settle(held, AcknowledgeType.ACCEPT);
        assertThat(fetch(B).forgottenTopicsData()).hasSize(1);
    }

    @Test
    void tellsWhatWasSettledWithTheNextFetchAndOnlyOnce() {
        open(A);
        HeldRecord held = hold(A, 7);
        session.settle(held, AcknowledgeType.ACCEPT);
        session.settle(held, AcknowledgeType.RELEASE);
        assertThat(session.hasSettled()).isTrue();
        assertThat(session.held()).isZero();

        ShareFetchRequestData.AcknowledgementBatch told = fetch(A).topics().find(A.topicId()).partitions().find(0)
                .acknowledgementBatches().getFirst();
        assertThat(told.firstOffset()).isEqualTo(7);
        assertThat(told.lastOffset()).isEqualTo(7);
        assertThat(told.acknowledgeTypes()).containsExactly(ACCEPT);
        well();
        assertThat(session.hasSettled()).isFalse();
        assertThat(fetch(A).topics()).isEmpty();
    }

    @Test
    void renewsWhatIsDue() {
        open(A);
        hold(A, 1, 100);
        hold(A, 2, 200);
        hold(A, 3, 300);
        assertThat(session.mustAcknowledge(99)).isFalse();
        assertThat(session.mustAcknowledge(100)).isTrue();

        ShareAcknowledgeRequestData request = session.acknowledge(200);
        assertThat(request.isRenewAck()).isTrue();
        assertThat(told(request)).containsExactlyInAnyOrder("1:" + RENEW, "2:" + RENEW);
        session.answered(Map.of(), 1000, 500);
        assertThat(session.renewAtMs()).isEqualTo(300);
        assertThat(session.acknowledge(999).topics()).hasSize(1);
        session.answered(Map.of(), 2000, 500);
        assertThat(session.renewAtMs()).isEqualTo(1000);
    }

    @Test
    void offsetsInARowAreOneBatch() {
        open(A);
        for (long offset : new long[] {7, 3, 4, 9, 5}) {
            hold(A, offset, 100);
        }
        session.settle(hold(A, 6), AcknowledgeType.ACCEPT);
        assertThat(session.acknowledge(100).topics().find(A.topicId()).partitions().find(0).acknowledgementBatches())
                .extracting(batch -> batch.firstOffset() + "-" + batch.lastOffset() + ":" + batch.acknowledgeTypes().getFirst())
                .containsExactly("3-5:" + RENEW, "6-6:" + ACCEPT, "7-7:" + RENEW, "9-9:" + RENEW);
    }

    @Test
    void looksAtEachByItselfWhereSomeAreRefused() {
        open(A);
        HeldRecord well = hold(A, 1, 100);
        HeldRecord expired = hold(A, 2, 100);
        session.acknowledge(100);
        assertThat(session.answered(Map.of(A, Errors.INVALID_RECORD_STATE), 1000, 500).lost()).isEmpty();

        List<HeldRecord> lost = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            assertThat(session.mustAcknowledge(101)).isTrue();
            List<String> told = told(session.acknowledge(101));
            assertThat(told).hasSize(1);
            Errors error = told.getFirst().startsWith("2:") ? Errors.INVALID_RECORD_STATE : Errors.NONE;
            lost.addAll(session.answered(Map.of(A, error), 1000, 500).lost());
        }
        assertThat(lost).containsExactly(expired);
        assertThat(session.mustAcknowledge(999)).isFalse();
        assertThat(session.held()).isOne();
        session.settle(well, AcknowledgeType.ACCEPT);
        assertThat(session.hasSettled()).isTrue();
    }

    @Test
    void aRecordThatIsSettledWhileItIsRenewedIsToldAfterwards() {
        open(A);
        HeldRecord held = hold(A, 1, 100);
        session.acknowledge(100);
        session.settle(held, AcknowledgeType.ACCEPT);
        assertThat(session.answered(Map.of(A, Errors.INVALID_RECORD_STATE), 1000, 500).lost()).isEmpty();
        assertThat(told(session.acknowledge(0))).containsExactly("1:" + ACCEPT);
    }

    @ParameterizedTest
    @EnumSource(names = {"COORDINATOR_NOT_AVAILABLE", "COORDINATOR_LOAD_IN_PROGRESS", "REQUEST_TIMED_OUT"})
    void triesAgainWhatFailsForAWhile(Errors error) {
        open(A);
        hold(A, 1, 100);
        session.settle(hold(A, 2, 100), AcknowledgeType.ACCEPT);
        session.acknowledge(100);
        BrokerSession.Refusals refusals = session.answered(Map.of(A, error), 1000, 500);
        assertThat(refusals.lost()).isEmpty();
        assertThat(refusals.refused()).isEmpty();
        assertThat(session.renewAtMs()).isEqualTo(500);
        assertThat(told(session.acknowledge(0))).containsExactly("2:" + ACCEPT);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_LEADER_OR_FOLLOWER", "UNKNOWN_TOPIC_OR_PARTITION", "FENCED_STATE_EPOCH"})
    void losesWhatAnotherBrokerHas(Errors error) {
        open(A, B);
        HeldRecord one = hold(A, 1, 100);
        HeldRecord two = hold(A, 2, 100);
        hold(B, 1, 100);
        session.acknowledge(100);
        assertThat(session.answered(Map.of(A, error), 1000, 500).lost()).containsExactlyInAnyOrder(one, two);
        assertThat(session.held()).isOne();
    }

    @Test
    void losesAPartition() {
        open(A, B);
        HeldRecord one = hold(A, 1, 100);
        hold(B, 1, 100);
        assertThat(session.lose(A)).containsExactly(one);
        assertThat(session.lose(A)).isEmpty();
        session.settle(one, AcknowledgeType.ACCEPT);
        assertThat(session.hasSettled()).isFalse();
        assertThat(session.partitionsHeld()).containsExactly(B);
    }

    @Test
    void aBrokenSessionHasLostAllAndBeginsAnew() {
        open(A);
        HeldRecord held = hold(A, 1);
        session.settle(hold(A, 2), AcknowledgeType.ACCEPT);
        assertThat(session.broken()).containsExactly(held);
        assertThat(session.open()).isFalse();
        assertThat(session.hasSettled()).isFalse();
        ShareFetchRequestData again = fetch(A);
        assertThat(again.shareSessionEpoch()).isZero();
        assertThat(topics(again)).containsExactly(A.topicId());

        HeldRecord sameOffset = hold(A, 1);
        session.settle(held, AcknowledgeType.RELEASE);
        assertThat(session.held()).as("it is another hold").isOne();
        session.settle(sameOffset, AcknowledgeType.ACCEPT);
        assertThat(session.held()).isZero();
    }

    @Test
    void anOffsetWithoutARecordIsAGap() {
        open(A);
        session.settle(A, 5, BrokerSession.GAP);
        assertThat(told(session.acknowledge(0))).containsExactly("5:0");
    }

    @Test
    void saysGoodbyeWithWhatIsSettled() {
        open(A);
        hold(A, 1);
        session.settle(hold(A, 2), AcknowledgeType.ACCEPT);
        ShareAcknowledgeRequestData goodbye = session.goodbye();
        assertThat(goodbye.shareSessionEpoch()).isEqualTo(-1);
        assertThat(told(goodbye)).containsExactly("2:" + ACCEPT);
        assertThat(session.closing()).isTrue();
    }

    private void open(TopicIdPartition... partitions) {
        fetch(partitions);
        well();
    }

    private ShareFetchRequestData fetch(TopicIdPartition... partitions) {
        return session.fetch(List.of(partitions), 10, 50, 1000, (byte) 1);
    }

    private void well() {
        session.answered(Map.of(), 1000, 500);
    }

    private HeldRecord hold(TopicIdPartition partition, long offset) {
        return hold(partition, offset, Long.MAX_VALUE);
    }

    private HeldRecord hold(TopicIdPartition partition, long offset, long renewAtMs) {
        HeldRecord held = new HeldRecord(
                partition, new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "k" + offset, new byte[0]),
                true);
        session.hold(held, renewAtMs);
        return held;
    }

    private static List<Uuid> topics(ShareFetchRequestData request) {
        return request.topics().stream().map(ShareFetchRequestData.FetchTopic::topicId).toList();
    }

    private static List<String> told(ShareAcknowledgeRequestData request) {
        return request.topics().stream().flatMap(topic -> topic.partitions().stream())
                .flatMap(partition -> partition.acknowledgementBatches().stream())
                .flatMap(batch -> LongStream.rangeClosed(batch.firstOffset(), batch.lastOffset())
                        .mapToObj(offset -> offset + ":" + batch.acknowledgeTypes().getFirst()))
                .toList();
    }
}
