package io.gemstream.gateway.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.gateway.reply.ReplyForwarder.Outcome;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.TokensBody;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ReplyForwarderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final OperationRecord ROW = OperationRecord.newBuilder().setRequestId("r").setReplyTo("t").build();
    private static final Transcript.Event END = new Transcript.Event.Finished(
            FinishBody.newBuilder().setReason(FinishReason.STOP).build());

    private final CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    private final AtomicInteger resumed = new AtomicInteger();
    private final ReplyTopicQueues queues = new ReplyTopicQueues(new ReplyProducers(() -> new MockProducer<>() {
        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
            sent.add(record.topic());
            return acknowledged;
        }
    }));

    @Test
    void aSlowTopicLeavesTheRestInTheLog() {
        ReplyForwarder forwarder = forwarder(ROW);
        int taken = 1;
        while (forwarder.event(token(taken - 1), taken)) {
            taken++;
        }
        assertThat(taken).isEqualTo(64);
        assertThat(resumed).hasValue(0);
        acknowledge();
        await().atMost(PATIENCE).until(() -> resumed.get() == 1);
        assertThat(outcomes).isEmpty();
    }

    @Test
    void theAnswerIsDeliveredWhenItsLastEventIsAcknowledged() {
        ReplyForwarder forwarder = forwarder(ROW);
        forwarder.event(token(0), 1);
        forwarder.event(END, 2);
        assertThat(outcomes).isEmpty();
        acknowledge();
        await().atMost(PATIENCE).until(() -> !outcomes.isEmpty());
        assertThat(outcomes).containsExactly(new Outcome.Delivered());
    }

    @Test
    void aFailureEndsItOnceAndWhatFollowsIsNotWritten() {
        ReplyForwarder forwarder = forwarder(ROW);
        forwarder.event(token(0), 1);
        forwarder.event(token(1), 2);
        forwarder.event(END, 3);
        acknowledged.completeExceptionally(new TimeoutException("no leader"));
        await().atMost(PATIENCE).until(() -> !outcomes.isEmpty());
        assertThat(outcomes).containsExactly(new Outcome.Again("Timeout: no leader"));
        assertThat(forwarder.event(token(2), 4)).isTrue();
        await().atMost(PATIENCE).until(queues::isEmpty);
        assertThat(sent).hasSize(1);
    }

    @Test
    void whatCannotBeWrittenIsUndeliverable() {
        ReplyForwarder forwarder = forwarder(ROW);
        forwarder.event(token(0), 1);
        acknowledged.completeExceptionally(new TopicAuthorizationException("Not authorized to access topics: [t]"));
        await().atMost(PATIENCE).until(() -> !outcomes.isEmpty());
        assertThat(outcomes).singleElement().isInstanceOfSatisfying(Outcome.Undeliverable.class, outcome -> {
            assertThat(outcome.why().reason()).isEqualTo(ErrorReason.REPLY_FAILED);
            assertThat(outcome.why()).hasMessageContaining("Not authorized");
        });
    }

    @Test
    void aResultWithoutRoomIsMadeLater() {
        queues.send(new ProducerRecord<>("t", "other", new byte[17 << 20]), ReplyTopicQueues.Receipt.of(_ -> { }));
        ReplyForwarder forwarder = forwarder(ROW.toBuilder().setReplyWhole(true).build());
        assertThat(forwarder.event(token(0), 1)).isTrue();
        forwarder.event(END, 2);
        assertThat(outcomes).containsExactly(new Outcome.Later());
    }

    @Test
    void aLogWithoutItsBeginningIsUndeliverableAndAShutdownIsNot() {
        forwarder(ROW).failed(new GemstreamException(ErrorReason.CURSOR_EXPIRED, "deleted"));
        forwarder(ROW).failed(new GemstreamException(ErrorReason.SHUTTING_DOWN, "stop"));
        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Undeliverable.class);
        assertThat(outcomes.getLast()).isEqualTo(new Outcome.Later());
    }

    @Test
    void anAbandonedOneTellsNothing() {
        ReplyForwarder forwarder = forwarder(ROW);
        forwarder.event(token(0), 1);
        forwarder.abandon();
        acknowledge();
        await().atMost(PATIENCE).until(queues::isEmpty);
        assertThat(outcomes).isEmpty();
    }

    private ReplyForwarder forwarder(OperationRecord row) {
        ReplyForwarder forwarder = new ReplyForwarder(row, queues, () -> { }, outcomes::add);
        forwarder.bind(resumed::incrementAndGet);
        return forwarder;
    }

    private void acknowledge() {
        acknowledged.complete(new RecordMetadata(new TopicPartition("t", 0), 0, 0, 0, 0, 0));
    }

    private static Transcript.Event token(int index) {
        return new Transcript.Event.Tokens(TokensBody.newBuilder().setIndex(index).addIds(index).build());
    }
}
