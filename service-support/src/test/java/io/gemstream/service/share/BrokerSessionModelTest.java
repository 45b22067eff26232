package io.gemstream.service.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Walks at random through what two members and a broker can do to each other: answers that get lost, connections that end
 * before or after a request was worked off, locks that run out. The broker is a model (SharePartition and
 * SharePartitionManager, Kafka 4.2), the members' sessions are the production code. The walks are the same each time.
 */
class BrokerSessionModelTest {

    private static final TopicIdPartition TASKS = new TopicIdPartition(Uuid.randomUuid(), 0, "tasks");
    private static final int RECORDS = 4;
    private static final int SLOTS = 3;
    private static final int STEPS = 60;
    private static final int WALKS = 4_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void nothingIsSettledForAnotherDeliveryAndEverythingIsInTheEnd(int seed) {
        for (int walk = 0; walk < WALKS; walk++) {
            new Walk(new Random(1_000_003L * seed + walk)).run();
        }
    }

    /** A record as the broker has it. */
    private static final class Stored {

        private short deliveries;
        private Optional<Member> owner = Optional.empty();
        private boolean archived;

        boolean available() {
            return owner.isEmpty() && !archived;
        }
    }

    /** A member, and what the broker knows of it. */
    private static final class Member {

        private final BrokerSession session = new BrokerSession("g", Uuid.randomUuid());
        /** What the worker has, as it was told. */
        private final Set<HeldRecord> held = new HashSet<>();
        /** By offset, the delivery that was accepted last. */
        private final Map<Long, Short> accepted = new HashMap<>();
        private Optional<Integer> epochAtBroker = Optional.empty();
        private Optional<Runnable> answer = Optional.empty();

        void lost(List<HeldRecord> records) {
            records.forEach(record -> assertThat(held.remove(record)).as("lost once").isTrue());
        }
    }

    private static final class Walk {

        private final Random random;
        private boolean faults = true;
        private final List<Stored> log = new ArrayList<>();
        private final List<Member> members = List.of(new Member(), new Member());

        Walk(Random random) {
            this.random = random;
            for (int i = 0; i < RECORDS; i++) {
                log.add(new Stored());
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                Member member = members.get(random.nextInt(members.size()));
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> fetch(member);
                    case 3 -> acknowledge(member);
                    case 4, 5, 6, 7 -> answer(member);
                    case 8, 9 -> settle(member);
                    case 10 -> expire(random.nextInt(RECORDS));
                    default -> disconnect(member);
                }
                members.forEach(this::check);
            }
            // No faults any more, but locks that nobody renews run out: all is worked off.
            faults = false;
            for (int round = 0; round < 8 && log.stream().anyMatch(record -> !record.archived); round++) {
                log.stream().filter(record -> record.owner.isPresent()
                        && record.owner.get().held.stream().noneMatch(held -> log.get((int) held.offset()) == record))
                        .forEach(record -> record.owner = Optional.empty());
                for (Member member : members) {
                    answer(member);
                    acknowledge(member);
                    answer(member);
                    List.copyOf(member.held).forEach(record -> settle(member, record, AcknowledgeType.ACCEPT));
                    fetch(member);
                    answer(member);
                }
            }
            assertThat(log).allMatch(record -> record.archived);
        }

        private void check(Member member) {
            assertThat(member.session.held()).isEqualTo(member.held.size()).isLessThanOrEqualTo(SLOTS);
        }

        private void fetch(Member member) {
            if (member.answer.isPresent()) {
                return;
            }
            int wanted = SLOTS - member.held.size();
            if (wanted > 0) {
                ShareFetchRequestData request = member.session.fetch(List.of(TASKS), wanted, 0, 1, (byte) 1);
                member.answer = Optional.of(() -> member.lost(member.session.broken()));
                if (!faults || random.nextInt(10) > 0) { // else it does not arrive
                    member.answer = Optional.of(workOff(member, request));
                }
            } else {
                acknowledge(member);
            }
        }

        private void acknowledge(Member member) {
            if (member.answer.isEmpty() && member.session.open()) {
                ShareAcknowledgeRequestData request = member.session.acknowledge(Long.MAX_VALUE);
                member.answer = Optional.of(() -> member.lost(member.session.broken()));
                if (!faults || random.nextInt(10) > 0) {
                    member.answer = Optional.of(workOff(member, request));
                }
            }
        }

        private void answer(Member member) {
            Optional<Runnable> answer = member.answer;
            member.answer = Optional.empty();
            answer.ifPresent(Runnable::run);
        }

        private void settle(Member member) {
            List<HeldRecord> held = List.copyOf(member.held);
            if (!held.isEmpty()) {
                settle(member, held.get(random.nextInt(held.size())), random.nextInt(4) == 0
                        ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
            }
        }

        private void settle(Member member, HeldRecord record, AcknowledgeType type) {
            member.held.remove(record);
            if (type == AcknowledgeType.ACCEPT) {
                member.accepted.put(record.offset(), record.record().deliveryCount().orElseThrow());
            }
            member.session.settle(record, type);
        }

        private void expire(int offset) {
            log.get(offset).owner = Optional.empty();
        }

        /** The broker sees it first; the member when it next looks. */
        private void disconnect(Member member) {
            if (member.epochAtBroker.isPresent()) {
                member.epochAtBroker = Optional.empty();
                log.stream().filter(record -> record.owner.equals(Optional.of(member)))
                        .forEach(record -> record.owner = Optional.empty());
            }
            if (random.nextBoolean()) {
                member.answer = Optional.empty();
                member.lost(member.session.broken());
            }
        }

        private Runnable workOff(Member member, ShareFetchRequestData request) {
            if (request.shareSessionEpoch() == 0) {
                member.epochAtBroker = Optional.of(1);
            } else if (!advance(member, request.shareSessionEpoch())) {
                return () -> member.lost(member.session.broken());
            }
            List<ShareAcknowledgeRequestData.AcknowledgementBatch> batches = new ArrayList<>();
            request.topics().forEach(topic -> topic.partitions().forEach(partition ->
                    partition.acknowledgementBatches().forEach(batch -> batches.add(
                            new ShareAcknowledgeRequestData.AcknowledgementBatch().setFirstOffset(batch.firstOffset())
                                    .setLastOffset(batch.lastOffset()).setAcknowledgeTypes(batch.acknowledgeTypes())))));
            Errors error = apply(member, batches);
            List<HeldRecord> acquired = new ArrayList<>();
            for (int offset = 0; offset < RECORDS && acquired.size() < request.maxRecords(); offset++) {
                Stored record = log.get(offset);
                if (record.available()) {
                    record.owner = Optional.of(member);
                    record.deliveries++;
                    acquired.add(held(offset, record.deliveries));
                }
            }
            return () -> {
                answered(member, error);
                acquired.forEach(record -> {
                    member.session.hold(record, 0).ifPresent(before -> member.lost(List.of(before)));
                    member.held.add(record);
                });
            };
        }

        private Runnable workOff(Member member, ShareAcknowledgeRequestData request) {
            if (!advance(member, request.shareSessionEpoch())) {
                return () -> member.lost(member.session.broken());
            }
            List<ShareAcknowledgeRequestData.AcknowledgementBatch> batches = new ArrayList<>();
            request.topics().forEach(topic -> topic.partitions().forEach(
                    partition -> batches.addAll(partition.acknowledgementBatches())));
            Errors error = apply(member, batches);
            return () -> answered(member, error);
        }

        private void answered(Member member, Errors error) {
            BrokerSession.Refusals refusals = member.session.answered(Map.of(TASKS, error), 0, 0);
            member.lost(refusals.lost());
        }

        private static boolean advance(Member member, int epoch) {
            if (!member.epochAtBroker.equals(Optional.of(epoch))) {
                return false;
            }
            member.epochAtBroker = Optional.of(epoch + 1);
            return true;
        }

        /** All or nothing. */
        private Errors apply(Member member, List<ShareAcknowledgeRequestData.AcknowledgementBatch> batches) {
            for (ShareAcknowledgeRequestData.AcknowledgementBatch batch : batches) {
                for (long offset = batch.firstOffset(); offset <= batch.lastOffset(); offset++) {
                    if (!log.get((int) offset).owner.equals(Optional.of(member))) {
                        return Errors.INVALID_RECORD_STATE;
                    }
                }
            }
            for (ShareAcknowledgeRequestData.AcknowledgementBatch batch : batches) {
                for (long offset = batch.firstOffset(); offset <= batch.lastOffset(); offset++) {
                    apply(member, offset, batch.acknowledgeTypes().getFirst());
                }
            }
            return Errors.NONE;
        }

        private void apply(Member member, long offset, byte type) {
            Stored record = log.get((int) offset);
            if (type == AcknowledgeType.ACCEPT.id) {
                assertThat(member.accepted.get(offset)).as("what was accepted is what was delivered last")
                        .isEqualTo(record.deliveries);
                record.archived = true;
                record.owner = Optional.empty();
            } else if (type == AcknowledgeType.RELEASE.id) {
                record.owner = Optional.empty();
            }
        }

        private static HeldRecord held(long offset, short deliveries) {
            return new HeldRecord(TASKS, new ConsumerRecord<>(
                    TASKS.topic(), TASKS.partition(), offset, 0, TimestampType.CREATE_TIME, 0, 0, "k", new byte[0],
                    new RecordHeaders(), Optional.empty(), Optional.of(deliveries)), deliveries == 1);
        }
    }
}
