package io.gemstream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.stream.OpenStream.Source;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogReaderTest {

    private static final String TOPIC = "gemstream.tokens";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final TopicPartition OTHER = new TopicPartition(TOPIC, 1);

    private static final int MOST_PER_POLL = 4;

    private final LogConsumer consumer = new LogConsumer(MOST_PER_POLL);
    private final LogReader reader = new LogReader(() -> consumer, TOPIC);
    private final RecordingListener listener = new RecordingListener();

    @BeforeEach
    void nothingWasDeleted() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, OTHER, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 100L, OTHER, 100L));
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
        follow("r", 1, new RecordingListener(), 0);
        reader.step(consumer);
        consumer.append(OTHER, "r", 8, Logs.start("b"));
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
        add("behind", 40, Logs.start("b"));
        add("ahead", 50, Logs.start("a"));
        add("ahead", 51, Logs.token("a", 0));
        OpenStream ahead = follow("ahead", listener, 50);
        reader.step(consumer);

        RecordingListener other = new RecordingListener();
        follow("behind", other, 40);
        add("behind", 52, Logs.token("b", 0));
        add("ahead", 53, Logs.token("a", 1));
        steps(2);
        assertThat(other.heard()).containsExactly("start b", "token 0");
        assertThat(listener.heard()).containsExactly("start a", "token 0", "token 1");
        assertThat(ahead.next()).isEqualTo(54);
    }

    @Test
    void aStreamThatComesInTheMiddleOfAPassLosesNothing() throws InterruptedException {
        add("second", 40, Logs.start("s"));
        add("first", 41, Logs.start("f"));
        for (int i = 0; i < 4; i++) {
            add("first", 42 + 2 * i, Logs.token("f", i));
            add("second", 43 + 2 * i, Logs.token("s", i));
        }
        follow("front", listener, 60);
        follow("first", new RecordingListener(), 40);
        reader.step(consumer);
        assertThat(consumer.read()).containsExactly(40L, 41L, 42L, 43L);

        RecordingListener second = new RecordingListener();
        follow("second", second, 40);
        reader.step(consumer);
        assertThat(second.heard()).as("in the pass of another, which has its start behind it").isEmpty();
        add("front", 60, Logs.start("a"));
        steps(5);
        assertThat(second.heard()).containsExactly("start s", "token 0", "token 1", "token 2", "token 3");
        assertThat(listener.heard()).containsExactly("start a");
    }

    @Test
    void streamsThatComeTogetherCostAsMuchAsOne() throws InterruptedException {
        List<RecordingListener> listeners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            add("r" + i, 10 + i, Logs.start("a"));
        }
        for (int i = 3; i >= 0; i--) {
            listeners.add(new RecordingListener());
            follow("r" + i, listeners.getLast(), 10 + i);
        }
        CompletionStage<Long> fresh = reader.followFromEnd(stream("fresh", 1, listener));
        steps(2);
        assertThat(listeners).allSatisfy(each -> assertThat(each.heard()).containsExactly("start a"));
        assertThat(consumer.read()).containsExactly(10L, 11L, 12L, 13L);
        assertThat(consumer.questions()).as("ends of new logs; beginnings and ends of old ones").isEqualTo(3);
        assertThat(fresh.toCompletableFuture()).isCompletedWithValue(100L);
    }

    @Test
    void manyStreamsThatComeAgainAndAgainAreReadInPasses() throws InterruptedException {
        int streams = 25;
        int tokens = 8;
        List<RecordingListener> slow = new ArrayList<>();
        List<OpenStream> opened = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            add("r" + i, i, Logs.start("a"));
            slow.add(new RecordingListener(3));
        }
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < streams; i++) {
                add("r" + i, streams * (1 + token) + i, Logs.token("a", token));
            }
        }
        consumer.updateEndOffsets(Map.of(PARTITION, streams * (1L + tokens)));
        for (int i = 0; i < streams; i++) {
            opened.add(follow("r" + i, slow.get(i), i));
        }
        int end = streams * (1 + tokens);
        for (int step = 0; step < end && opened.stream().anyMatch(stream -> stream.next() < end - streams); step++) {
            reader.step(consumer);
            opened.stream().filter(OpenStream::paused).forEach(reader::follow);
        }
        assertThat(slow).allSatisfy(each -> assertThat(each.heard()).hasSize(1 + tokens)
                .endsWith("token " + (tokens - 2), "token " + (tokens - 1)));
        assertThat(consumer.read().size()).as("records read, of %d", end).isLessThan(3 * end);
    }

    @Test
    void whoLeavesAndWhoComesInOneRoundAreBothHeard() throws InterruptedException {
        add("gone", 50, Logs.start("g"));
        add("comes", 51, Logs.start("c"));
        OpenStream gone = follow("gone", new RecordingListener(), 50);
        reader.step(consumer);
        reader.leave(gone);
        follow("comes", listener, 40);
        reader.step(consumer);
        assertThat(listener.heard()).containsExactly("start c");
    }

    @Test
    void aConsumerThatBrokeIsReplacedAndEveryStreamGoesOn() {
        LogConsumer next = new LogConsumer(MOST_PER_POLL);
        Iterator<LogConsumer> consumers = List.of(consumer, next).iterator();
        LogReader replacing = new LogReader(consumers::next, TOPIC);
        OpenStream ahead = stream("ahead", 0, listener);
        ahead.feedFrom(Source.PAUSED, 50);
        replacing.follow(ahead);
        RecordingListener other = new RecordingListener();
        OpenStream behind = stream("behind", 0, other);
        behind.feedFrom(Source.PAUSED, 48);
        replacing.follow(behind);
        for (LogConsumer each : List.of(consumer, next)) {
            each.append(PARTITION, "behind", 48, Logs.start("b"));
            each.append(PARTITION, "behind", 49, Logs.token("b", 0));
            each.append(PARTITION, "ahead", 50, Logs.start("a"));
            each.append(PARTITION, "ahead", 51, Logs.token("a", 0));
            each.append(PARTITION, "behind", 52, Logs.token("b", 1));
        }
        consumer.beforePoll(() -> { }, () -> {
            throw new KafkaException("broken");
        });
        next.beforePoll(() -> { }, replacing::stop);
        replacing.run();
        assertThat(consumer.closed()).isTrue();
        assertThat(listener.heard()).containsExactly("start a", "token 0");
        assertThat(other.heard()).containsExactly("start b", "token 0", "token 1");
        assertThat(next.read()).containsExactly(52L);
    }

    @Test
    void aLogInAPartitionThatIsNoMoreDoesNotKeepNewOnesFromBeingOpened() throws InterruptedException {
        consumer.delete(PARTITION);
        OpenStream old = follow("old", listener, 5);
        CompletionStage<Long> fresh = reader.followFromEnd(stream("fresh", 1, new RecordingListener()));
        reader.step(consumer);
        assertThat(fresh.toCompletableFuture()).isCompletedWithValue(100L);
        assertThat(old.isRead()).as("it may come back: the consumer goes on asking").isTrue();
    }

    @Test
    void aPartitionWithoutStreamsIsReadNoLonger() throws InterruptedException {
        OpenStream gone = follow("gone", listener, 5);
        follow("stays", 1, listener, 7);
        reader.step(consumer);
        reader.leave(gone);
        reader.step(consumer);
        assertThat(consumer.assignment()).containsExactly(OTHER);
        assertThat(consumer.position(OTHER)).isEqualTo(7);
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
        return follow(requestId, 0, listener, from);
    }

    private OpenStream follow(String requestId, int partition, StreamListener listener, long from) {
        OpenStream stream = stream(requestId, partition, listener);
        stream.feedFrom(Source.PAUSED, from);
        reader.follow(stream);
        return stream;
    }

    private void add(String key, long offset, byte[] value) {
        consumer.append(PARTITION, key, offset, value);
    }

    private void steps(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            reader.step(consumer);
        }
    }
}
