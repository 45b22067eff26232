package io.gemstream.gateway.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ReplyTopicQueuesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Test
    void aTopicThatBlocksHoldsUpNoOther() {
        CountDownLatch metadata = new CountDownLatch(1);
        ReplyTopicQueues queues = queues(record -> {
            if (record.topic().equals("away")) {
                pass(metadata);
            }
            return acknowledged(record);
        });
        for (int i = 0; i < 20; i++) {
            send(queues, "away", "r" + i, "away" + i);
        }
        send(queues, "t", "r", "here");
        awaitTold("here");
        assertThat(told).containsExactly("here ok");
        metadata.countDown();
        awaitTold("away19");
    }

    @Test
    void recordsOfOneKeyKeepTheirOrder() {
        ReplyTopicQueues queues = queues(ReplyTopicQueuesTest::acknowledged);
        for (int i = 0; i < 200; i++) {
            send(queues, "t", "r", "e" + i);
        }
        awaitTold("e199");
        assertThat(sent).hasSize(200).isEqualTo(told.stream().map(each -> each.replace(" ok", "")).toList());
        for (int i = 0; i < 200; i++) {
            assertThat(sent.get(i)).isEqualTo("e" + i);
        }
    }

    @Test
    void nothingOfAnAnswerFollowsARecordThatIsTooLarge() {
        ReplyTopicQueues queues = queues(record -> record.value().length > 10
                ? CompletableFuture.failedFuture(new RecordTooLargeException("11")) : acknowledged(record));
        Wanted answer = new Wanted();
        send(queues, "t", "r", "small0", answer);
        send(queues, "t", "r", "much too large", answer);
        send(queues, "t", "r", "small1", answer);
        send(queues, "t", "r", "small2", answer);
        send(queues, "t", "other", "elsewhere");
        awaitTold("elsewhere");
        awaitTold("much too large");
        send(queues, "t", "r", "failed");
        awaitTold("failed");
        assertThat(sent).doesNotContain("small1", "small2");
        assertThat(told).contains("much too large HOPELESS", "elsewhere ok", "failed ok");
    }

    @Test
    void aProducerThatHasNoPlaceIsAskedOnceInARound() {
        CountDownLatch all = new CountDownLatch(1);
        ReplyTopicQueues queues = queues(record -> {
            pass(all);
            return CompletableFuture.failedFuture(new TimeoutException("no metadata"));
        });
        send(queues, "t", "first", "e");
        await().atMost(PATIENCE).until(() -> sent.size() == 1);
        for (int i = 0; i < 50; i++) {
            send(queues, "t", "r" + i, "e" + i);
        }
        all.countDown();
        awaitTold("e49");
        assertThat(told).hasSize(51).allMatch(each -> each.endsWith("MAY_PASS"));
        assertThat(sent).hasSize(2);
    }

    @Test
    void aProducerThatIsBrokenIsReplaced() {
        List<String> opened = new CopyOnWriteArrayList<>();
        ReplyTopicQueues queues = new ReplyTopicQueues(new ReplyProducers(() -> {
            opened.add("producer");
            return switch (opened.size()) {
                case 1 -> throw new KafkaException("no resolvable bootstrap urls");
                case 2 -> producer(_ -> CompletableFuture.failedFuture(new OutOfOrderSequenceException("lost")));
                default -> producer(ReplyTopicQueuesTest::acknowledged);
            };
        }));
        for (String event : List.of("none", "broken", "good")) {
            send(queues, "t", "r", event);
            awaitTold(event);
        }
        assertThat(told).containsExactly("none BROKEN_PRODUCER", "broken BROKEN_PRODUCER", "good ok");
    }

    @Test
    void aTopicThatIsFullHasNoRoomUntilItWasWritten() {
        CountDownLatch leader = new CountDownLatch(1);
        ReplyTopicQueues queues = queues(record -> {
            pass(leader);
            return acknowledged(record);
        });
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 16; i++) {
            assertThat(queues.hasRoom("t")).isTrue();
            send(queues, "t", "r" + i, megabyte);
        }
        assertThat(queues.hasRoom("t")).isFalse();
        assertThat(queues.hasRoom("other")).isTrue();
        leader.countDown();
        await().atMost(PATIENCE).until(() -> queues.hasRoom("t"));
    }

    @Test
    void aProducerIsReplacedAfterManyTopics() {
        List<MockProducer<String, byte[]>> opened = new CopyOnWriteArrayList<>();
        ReplyProducers producers = new ReplyProducers(() -> {
            opened.add(new MockProducer<>());
            return opened.getLast();
        });
        ReplyProducers.Lease first = producers.lease("t0");
        for (int i = 1; i <= 1_000; i++) {
            producers.release(producers.lease("t" + i), false);
        }
        assertThat(opened).hasSize(2);
        assertThat(opened.getFirst().closed()).as("while it is used").isFalse();
        producers.release(first, false);
        assertThat(opened).extracting(MockProducer::closed).containsExactly(true, false);
    }

    private static final class Wanted {
        private volatile boolean wanted = true;
    }

    private void send(ReplyTopicQueues queues, String topic, String key, String value) {
        send(queues, topic, key, value, new Wanted());
    }

    private void send(ReplyTopicQueues queues, String topic, String key, String value, Wanted answer) {
        queues.send(new ProducerRecord<>(topic, key, value.getBytes()), new ReplyTopicQueues.Receipt() {
            @Override
            public boolean wanted() {
                return answer.wanted;
            }

            @Override
            public void told(Optional<SendFailure> failure) {
                answer.wanted = failure.isEmpty();
                told.add(value + " " + failure.map(lost -> lost.kind().name()).orElse("ok"));
            }
        });
    }

    private ReplyTopicQueues queues(Function<ProducerRecord<String, byte[]>, Future<RecordMetadata>> broker) {
        return new ReplyTopicQueues(new ReplyProducers(() -> producer(broker)));
    }

    private Producer<String, byte[]> producer(Function<ProducerRecord<String, byte[]>, Future<RecordMetadata>> broker) {
        return new MockProducer<>() {
            @Override
            public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
                sent.add(new String(record.value()));
                return broker.apply(record);
            }
        };
    }

    private static Future<RecordMetadata> acknowledged(ProducerRecord<String, byte[]> record) {
        return CompletableFuture.completedFuture(
                new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0));
    }

    private void awaitTold(String value) {
        await().atMost(PATIENCE).until(() -> told.stream().anyMatch(each -> each.startsWith(value + " ")));
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
