package io.gemstream.worker.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.worker.attempt.LogLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogWriterTest {

    private static final Duration NO_PAUSE = Duration.ofMillis(1);
    private static final LogLocation LOCATION = new LogLocation("request", OptionalInt.of(3));

    @Test
    void recordsAreWrittenInTheirOrderWithTheirHeaders() throws Exception {
        MockProducer<String, byte[]> producer = producer(true);
        try (LogWriter writer = LogWriter.start(() -> producer, NO_PAUSE)) {
            List<CompletionStage<Void>> written = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                written.add(writer.write(LOCATION, record(i), new RecordHeaders().add("traceparent", new byte[] {1})));
            }
            await(CompletableFuture.allOf(written.stream()
                    .map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new)));
        }
        assertThat(producer.history()).extracting(LogWriterTest::attempt)
                .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(Integer::toString).toList());
        assertThat(producer.history()).allSatisfy(record -> {
            assertThat(record.topic()).isEqualTo(Topics.TOKENS);
            assertThat(record.partition()).isEqualTo(3);
            assertThat(record.key()).isEqualTo("request");
            assertThat(record.headers().toArray()).extracting(header -> header.key())
                    .containsExactly("content-type", "gemstream-message", "traceparent");
        });
    }

    @Test
    void aRecordIsWrittenWhenTheBrokerSaysSo() throws Exception {
        MockProducer<String, byte[]> producer = producer(false);
        try (LogWriter writer = LogWriter.start(() -> producer, NO_PAUSE)) {
            CompletableFuture<Void> first = writer.write(LOCATION, record(0), new RecordHeaders()).toCompletableFuture();
            CompletableFuture<Void> second = writer.write(LOCATION, record(1), new RecordHeaders()).toCompletableFuture();
            while (producer.history().size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(first).isNotDone();
            producer.completeNext();
            await(first);
            assertThat(second).isNotDone();
            producer.errorNext(new NotEnoughReplicasException("lost after all"));
            assertThatThrownBy(() -> await(second)).hasCauseInstanceOf(NotEnoughReplicasException.class);
        }
    }

    @Test
    void oneThatIsRefusedForNowHoldsUpThoseBehindIt() throws Exception {
        AtomicInteger refusals = new AtomicInteger(3);
        MockProducer<String, byte[]> producer = refusing(() -> refusals.getAndDecrement() > 0
                ? new TopicAuthorizationException(Topics.TOKENS) : null);
        try (LogWriter writer = LogWriter.start(() -> producer, NO_PAUSE)) {
            writer.write(LOCATION, record(0), new RecordHeaders());
            await(writer.write(LOCATION, record(1), new RecordHeaders()).toCompletableFuture());
        }
        assertThat(refusals).hasValueLessThan(0);
        assertThat(producer.history()).extracting(LogWriterTest::attempt).containsExactly("0", "1");
    }

    @Test
    void aProducerThatCannotBeMadeYetIsAskedForAgain() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        MockProducer<String, byte[]> producer = producer(true);
        try (LogWriter writer = LogWriter.start(() -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not yet");
            }
            return producer;
        }, NO_PAUSE)) {
            await(writer.write(LOCATION, record(0), new RecordHeaders()).toCompletableFuture());
        }
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void oneThatCanNeverBeWrittenIsLostAlone() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        MockProducer<String, byte[]> producer =
                refusing(() -> sent.getAndIncrement() == 0 ? new RecordTooLargeException("by far") : null);
        try (LogWriter writer = LogWriter.start(() -> producer, NO_PAUSE)) {
            CompletableFuture<Void> tooLarge = writer.write(LOCATION, record(0), new RecordHeaders()).toCompletableFuture();
            await(writer.write(LOCATION, record(1), new RecordHeaders()).toCompletableFuture());
            assertThatThrownBy(() -> await(tooLarge)).hasCauseInstanceOf(RecordTooLargeException.class);
        }
        assertThat(producer.history()).extracting(LogWriterTest::attempt).containsExactly("1");
    }

    @Test
    void aClosedProducerLosesWhatComes() {
        MockProducer<String, byte[]> producer = producer(true);
        producer.close();
        try (LogWriter writer = LogWriter.start(() -> producer, NO_PAUSE)) {
            CompletableFuture<Void> late = writer.write(LOCATION, record(0), new RecordHeaders()).toCompletableFuture();
            assertThatThrownBy(() -> await(late)).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whoeverWritesDoesNotWaitForAProducerThatDoes() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        MockProducer<String, byte[]> producer = producer(true);
        try (LogWriter writer = LogWriter.start(() -> {
            awaitUninterrupted(blocked);
            return producer;
        }, NO_PAUSE)) {
            CompletableFuture<Void> written = writer.write(LOCATION, record(0), new RecordHeaders()).toCompletableFuture();
            assertThat(written).isNotDone();
            blocked.countDown();
            await(written);
        }
    }

    private static void await(CompletableFuture<Void> written) throws Exception {
        written.get(10, TimeUnit.SECONDS);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static StreamRecord record(int number) {
        return StreamRecord.newBuilder().setAttemptId(Integer.toString(number)).build();
    }

    private static String attempt(ProducerRecord<String, byte[]> record) {
        try {
            return StreamRecord.parseFrom(record.value()).getAttemptId();
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static MockProducer<String, byte[]> producer(boolean acknowledges) {
        return new MockProducer<>(acknowledges, null, new StringSerializer(), new ByteArraySerializer()) {};
    }

    /** A producer that takes no record for which there is a cause, and says so as Kafka's does, before it returns. */
    private static MockProducer<String, byte[]> refusing(Supplier<Exception> causes) {
        return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
            @Override
            public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
                Exception cause = causes.get();
                if (cause == null) {
                    return super.send(record, callback);
                }
                callback.onCompletion(null, cause);
                return CompletableFuture.failedFuture(cause);
            }
        };
    }
}
