package io.gemstream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.stream.OpenStream.Source;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogReaderTest {

    private static final String TOPIC = "gemstream.tokens";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final LogReader reader = new LogReader(() -> consumer, TOPIC);
    private final RecordingListener listener = new RecordingListener();

    @BeforeEach
    void nothingWasDeleted() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, new TopicPartition(TOPIC, 1), 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 100L, new TopicPartition(TOPIC, 1), 100L));
    }

    @Test
    void aStreamOfATopicThatWasMadeAnewFails() throws InterruptedException {
        consumer.updateEndOffsets(Map.of(PARTITION, 6L));
        follow("r", listener, 7);
        reader.step(consumer);
        assertThat(listener.heard()).containsExactly("failed CURSOR_EXPIRED");
        assertThat(consumer.assignment()).isEmpty();
    }

    @Test
    void recordsOfTheKeyInAnotherPartitionAreNotOfTheStream() throws InterruptedException {
        follow("r", listener, 5);
        OpenStream other = stream("r", 1, new RecordingListener());
        other.feedFrom(Source.READER, 0);
        reader.follow(other);
        reader.step(consumer);
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 1, 8, "r", Logs.start("b")));
        add("r", 6, Logs.start("a"));
        reader.step(consumer);
        assertThat(listener.heard()).containsExactly("start a");
    }

    @Test
    void aStreamWhoseBeginningWasDeletedFails() throws InterruptedException {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 6L));
        follow("r", listener, 5);
        reader.step(consumer);
        assertThat(listener.heard()).containsExactly("failed CURSOR_EXPIRED");
        assertThat(consumer.assignment()).isEmpty();
    }

    @Test
    void aNewStreamIsReadFromTheEndOfItsPartition() throws InterruptedException {
        consumer.updateEndOffsets(Map.of(PARTITION, 50L));
        OpenStream stream = stream("r", 0, listener);
        CompletionStage<Long> ready = reader.followFromEnd(stream);
        reader.step(consumer);
        assertThat(ready).isCompleted();
        assertThat(consumer.position(PARTITION)).isEqualTo(50);

        add("r", 50, Logs.start("a"));
        add("other", 51, Logs.start("x"));
        add("r", 52, Logs.token("a", 0));
        reader.step(consumer);
        assertThat(listener.heard()).containsExactly("start a", "token 0");
    }

    @Test
    void aStreamFurtherBackTakesTheReaderBackAndTheOthersSkipWhatTheySaw() throws InterruptedException {
        OpenStream ahead = follow("ahead", listener, 50);
        reader.step(consumer);
        add("ahead", 50, Logs.start("a"));
        add("ahead", 51, Logs.token("a", 0));
        reader.step(consumer);

        RecordingListener other = new RecordingListener();
        follow("behind", other, 40);
        // The mock has forgotten what it handed out, so the log is put in again from the earlier offset.
        consumer.schedulePollTask(() -> {
            add("behind", 40, Logs.start("b"));
            add("ahead", 50, Logs.start("a"));
            add("ahead", 51, Logs.token("a", 0));
            add("behind", 52, Logs.token("b", 0));
            add("ahead", 53, Logs.token("a", 1));
        });
        reader.step(consumer);
        assertThat(other.heard()).containsExactly("start b", "token 0");
        assertThat(listener.heard()).containsExactly("start a", "token 0", "token 1");
        assertThat(ahead.next()).isEqualTo(54);
    }

    @Test
    void aPartitionWithoutStreamsIsReadNoLonger() throws InterruptedException {
        OpenStream gone = follow("gone", listener, 5);
        OpenStream stays = stream("stays", 1, listener);
        stays.feedFrom(Source.READER, 7);
        reader.follow(stays);
        reader.step(consumer);
        reader.leave(gone);
        reader.step(consumer);
        assertThat(consumer.assignment()).containsExactly(new TopicPartition(TOPIC, 1));
        assertThat(consumer.position(new TopicPartition(TOPIC, 1))).isEqualTo(7);
    }

    @Test
    void anUnansweredQuestionForTheEndFailsTheOpening() throws InterruptedException {
        consumer.setOffsetsException(new TimeoutException("no answer"));
        CompletionStage<Long> ready = reader.followFromEnd(stream("r", 0, listener));
        reader.step(consumer);
        assertThat(ready).isCompletedExceptionally();
        Throwable failure = Assertions.catchThrowable(() -> ready.toCompletableFuture().join());
        assertThat(failure).isInstanceOf(CompletionException.class).cause()
                .isInstanceOfSatisfying(GemstreamException.class, known ->
                        assertThat(known.reason()).isEqualTo(ErrorReason.BROKER_UNAVAILABLE));
    }

    private static OpenStream stream(String requestId, int partition, StreamListener listener) {
        OpenStream stream = new OpenStream(requestId, OpenStream.Purpose.CALL, listener);
        stream.liesIn(partition);
        return stream;
    }

    private OpenStream follow(String requestId, StreamListener listener, long from) {
        OpenStream stream = stream(requestId, 0, listener);
        stream.feedFrom(Source.READER, from);
        reader.follow(stream);
        return stream;
    }

    private void add(String key, long offset, byte[] value) {
        consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, offset, key, value));
    }
}
