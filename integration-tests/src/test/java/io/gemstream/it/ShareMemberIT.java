package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.TopicReaders;
import io.gemstream.service.share.HeldRecord;
import io.gemstream.service.share.RecordTaker;
import io.gemstream.service.share.ShareMember;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member of a share group against a real broker: what it takes, holds, hands on and leaves. */
class ShareMemberIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** As short as a broker lets it be. */
    private static final Duration LOCK = Duration.ofSeconds(15);

    @TempDir
    static Path data;

    private static ProcessBroker broker;
    private static Admin admin;
    private static KafkaProducer<String, byte[]> producer;

    private final TopicReaders readers = new TopicReaders();
    private final String group = "group-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        broker = ProcessBroker.start(data);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        producer = producer(Map.of());
    }

    @AfterAll
    static void stop() {
        producer.close();
        admin.close();
        broker.close();
    }

    @Test
    void takesAsManyAsAreWantedAndHoldsThemForLongerThanTheirLocks() throws Exception {
        String topic = topic();
        Taker taker = new Taker(500);
        try (ShareMember member = join(taker, topic)) {
            write(topic, 600);
            await().atMost(LIMIT).until(() -> taker.held.size() == 500);
            long until = System.nanoTime() + LOCK.multipliedBy(2).toNanos();
            while (System.nanoTime() < until) {
                Thread.sleep(100);
            }
            assertThat(taker.taken).as("none came again, none more than wanted").hasSize(500);
            assertThat(taker.lost).isEmpty();

            List.copyOf(taker.held).subList(0, 60).forEach(held -> taker.settle(member, held, AcknowledgeType.ACCEPT));
            await().atMost(LIMIT).until(() -> taker.taken.size() == 560);
            List.copyOf(taker.held).forEach(held -> taker.settle(member, held, AcknowledgeType.ACCEPT));
            await().atMost(LIMIT).until(() -> taker.taken.size() == 600);
            assertThat(taker.taken.stream().map(held -> held.record().key()).distinct()).hasSize(600);
            assertThat(taker.taken).allSatisfy(held -> assertThat(held.record().deliveryCount()).contains((short) 1));
        }
        assertThat(readers.faults()).isEmpty();
    }

    @Test
    void whatIsReleasedComesAgainAndWhatIsAcceptedOrRejectedDoesNot() throws Exception {
        String topic = topic();
        Taker taker = new Taker(3);
        try (ShareMember member = join(taker, topic)) {
            write(topic, 3);
            await().atMost(LIMIT).until(() -> taker.held.size() == 3);
            taker.settle(member, taker.of("0"), AcknowledgeType.ACCEPT);
            taker.settle(member, taker.of("1"), AcknowledgeType.REJECT);
            taker.settle(member, taker.of("2"), AcknowledgeType.RELEASE);
            await().atMost(LIMIT).until(() -> taker.taken.size() == 4);
            assertThat(taker.of("2").record().deliveryCount()).contains((short) 2);
            write(topic, 2);
            await().atMost(LIMIT).until(() -> taker.taken.size() == 6);
            assertThat(taker.held).extracting(held -> held.record().offset()).containsExactlyInAnyOrder(2L, 3L, 4L);
        }
    }

    @Test
    void handsOnWhatItHoldsWhenItCloses() throws Exception {
        String topic = topic();
        Taker first = new Taker(5);
        Taker second = new Taker(5);
        ShareMember one = join(first, topic);
        write(topic, 5);
        await().atMost(LIMIT).until(() -> first.held.size() == 5);
        try (ShareMember other = join(second, topic)) {
            one.close();
            assertThat(one.over()).isTrue();
            assertThat(first.lost).hasSize(5);
            await().atMost(LIMIT).until(() -> second.held.size() == 5);
            assertThat(other.over()).isFalse();
        }
    }

    @Test
    void aRetiredMemberTakesNoMoreThanAFetchUnderWayBringsAndEndsWithTheLastThatItHolds() throws Exception {
        String topic = topic();
        Taker first = new Taker(20);
        Taker second = new Taker(20);
        ShareMember one = join(first, topic);
        write(topic, 1);
        await().atMost(LIMIT).until(() -> first.held.size() == 1);
        one.retire();
        try (ShareMember other = join(second, topic)) {
            for (int written = 2; written <= 20; written++) {
                write(topic, 1);
                int all = written;
                await().atMost(LIMIT).until(() -> first.taken.size() + second.taken.size() == all);
            }
            assertThat(first.taken).hasSizeLessThanOrEqualTo(2);
            assertThat(one.over()).isFalse();
            List.copyOf(first.held).forEach(held -> first.settle(one, held, AcknowledgeType.ACCEPT));
            await().atMost(LIMIT).until(one::over);
            assertThat(other.over()).isFalse();
        }
        assertThat(first.lost).isEmpty();
    }

    /** A broker that starts anew counts deliveries from 1, though its members have had them. */
    @Test
    void isNotTheFirstToHaveWhatAnotherHadBeforeTheBrokerRestarted() throws Exception {
        String topic = topic();
        Taker taker = new Taker(2);
        try (ShareMember member = join(taker, topic)) {
            write(topic, 1);
            await().atMost(LIMIT).until(() -> taker.taken.size() == 1);
            assertThat(taker.taken.getLast().first()).isTrue();
            broker.kill();
            broker.restart();
            await().atMost(LIMIT).until(() -> taker.taken.size() == 2);
            assertThat(taker.taken.getLast().record().offset()).isZero();
            assertThat(taker.taken.getLast().first()).isFalse();
            assertThat(taker.taken.getLast().record().deliveryCount()).contains((short) 1);
            write(topic, 1);
            await().atMost(LIMIT).until(() -> taker.taken.size() == 3);
            assertThat(taker.taken.getLast().record().offset()).isEqualTo(1);
            assertThat(taker.taken.getLast().first()).as("written since").isTrue();
            assertThat(member.over()).isFalse();
        }
    }

    /** An assignor that deals partitions out would leave each with half of the topics. */
    @Test
    void membersOfTheSameTopicsGetAllOfThem() throws Exception {
        String[] topics = {topic(), topic(), topic(), topic()};
        String apart = topic();
        Taker first = new Taker(9);
        Taker second = new Taker(9);
        try (ShareMember one = join(first, Optional.of(apart), topics);
                ShareMember other = join(second, Optional.of(apart), topics)) {
            await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> assertThat(assignments()).hasSize(2)
                    .allSatisfy(assigned -> assertThat(assigned).contains(topics)));
            assertThat(Stream.of(one, other)).noneMatch(ShareMember::over);
        }
    }

    @Test
    void passesTheMarkersOfTransactions() throws Exception {
        String topic = topic();
        Taker taker = new Taker(1);
        try (ShareMember member = join(taker, topic);
                KafkaProducer<String, byte[]> writer = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic))) {
            writer.initTransactions();
            for (String key : List.of("a", "b", "c")) {
                writer.beginTransaction();
                writer.send(new ProducerRecord<>(topic, key, new byte[1])).get();
                writer.commitTransaction();
                await().atMost(LIMIT).until(() -> taker.held.size() == 1);
                taker.settle(member, taker.of(key), AcknowledgeType.ACCEPT);
            }
            write(topic, 1);
            await().atMost(LIMIT).until(() -> taker.held.size() == 1);
            assertThat(taker.of("0").record().offset()).isEqualTo(6);
        }
    }

    @Test
    void losesWhatItHoldsOfATopicThatIsDeleted() throws Exception {
        String topic = topic();
        String other = topic();
        Taker taker = new Taker(2);
        try (ShareMember member = join(taker, topic, other)) {
            write(topic, 1);
            write(other, 1);
            await().atMost(LIMIT).until(() -> taker.held.size() == 2);
            admin.deleteTopics(Set.of(topic)).all().get();
            await().atMost(LIMIT).until(() -> taker.lost.size() == 1);
            assertThat(taker.lost.element().record().topic()).isEqualTo(topic);
            assertThat(member.over()).isFalse();
        }
    }

    private ShareMember join(Taker taker, String... topics) throws Exception {
        return join(taker, Optional.empty(), topics);
    }

    private ShareMember join(Taker taker, Optional<String> apart, String... topics) throws Exception {
        configure("share.auto.offset.reset", "earliest");
        configure("share.record.lock.duration.ms", Long.toString(LOCK.toMillis()));
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()), readers);
        return ShareMember.join(
                clients.ofShareMember("member-" + UUID.randomUUID(), group), group, List.of(topics), apart, taker,
                clients.reader("test"));
    }

    private void configure(String name, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, group),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)))).all().get();
    }

    private List<List<String>> assignments() throws Exception {
        List<List<String>> assignments = new ArrayList<>();
        for (ShareMemberDescription member : admin.describeShareGroups(Set.of(group)).all().get().get(group).members()) {
            assignments.add(member.assignment().topicPartitions().stream().map(TopicPartition::topic).toList());
        }
        return assignments;
    }

    private static String topic() throws Exception {
        String topic = "topic-" + UUID.randomUUID();
        admin.createTopics(Set.of(new NewTopic(topic, 1, (short) 1))).all().get();
        return topic;
    }

    private static void write(String topic, int records) throws Exception {
        List<Future<?>> written = IntStream.range(0, records)
                .<Future<?>>mapToObj(i -> producer.send(new ProducerRecord<>(topic, Integer.toString(i), new byte[100])))
                .toList();
        for (Future<?> one : written) {
            one.get();
        }
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new ConcurrentHashMap<>(more);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private static final class Taker implements RecordTaker {

        private final int slots;
        private final Set<HeldRecord> held = ConcurrentHashMap.newKeySet();
        private final List<HeldRecord> taken = new CopyOnWriteArrayList<>();
        private final Queue<HeldRecord> lost = new ConcurrentLinkedQueue<>();

        Taker(int slots) {
            this.slots = slots;
        }

        void settle(ShareMember member, HeldRecord record, AcknowledgeType type) {
            held.remove(record);
            member.settle(record, type);
        }

        HeldRecord of(String key) {
            return held.stream().filter(one -> one.record().key().equals(key)).findFirst().orElseThrow();
        }

        @Override
        public int wanted() {
            return slots - held.size();
        }

        @Override
        public void take(HeldRecord record) {
            held.add(record);
            taken.add(record); // then it is among those that are held
        }

        @Override
        public void lost(HeldRecord record) {
            held.remove(record);
            lost.add(record);
        }
    }
}
