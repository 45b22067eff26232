package io.gemstream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class StreamRegistryTest {

    private final FakeReader reader = new FakeReader();
    private final StreamRegistry registry = new StreamRegistry(reader, 2, 1);
    private final RecordingListener listener = new RecordingListener();
    private final Map<String, OpenStream> opened = new HashMap<>();

    @Test
    void theTailFeedsStreamsOfOwnedPartitions() {
        registry.own(Map.of(0, 10L));
        assertThat(open("r")).isCompleted();
        registry.deliver("r", 0, 10, Logs.start("a"));
        registry.deliver("other", 0, 11, Logs.start("b"));
        registry.deliver("r", 0, 12, Logs.token("a", 0));
        assertThat(listener.heard()).containsExactly("start a", "token 0");
        assertThat(reader.commands).isEmpty();
    }

    @Test
    void theReaderFeedsStreamsOfOtherPartitions() {
        assertThat(open("r")).isNotCompleted();
        registry.deliver("r", 0, 10, Logs.start("a"));
        assertThat(listener.heard()).isEmpty();
        assertThat(reader.commands).containsExactly("from end r");
    }

    @Test
    void aStreamWhosePartitionGoesIsReadOnFromWhereTheTailGotTo() {
        registry.own(Map.of(0, 10L));
        open("r");
        registry.deliver("r", 0, 10, Logs.start("a"));
        registry.deliver("r", 0, 11, Logs.token("a", 0));
        registry.delivered(0, 40);
        registry.lose(List.of(0));
        assertThat(reader.commands).containsExactly("follow r from 40");

        registry.deliver("r", 0, 40, Logs.token("a", 1));
        assertThat(listener.heard()).as("a record still on its way from the tail is left to the reader")
                .containsExactly("start a", "token 0");
        reader.streams.getFirst().unpause();
        reader.streams.getFirst().accept(OpenStream.Source.READER, 40, Logs.record(Logs.token("a", 1)));
        reader.streams.getFirst().accept(OpenStream.Source.READER, 40, Logs.record(Logs.token("a", 1)));
        assertThat(listener.heard()).containsExactly("start a", "token 0", "token 1");
    }

    @Test
    void aRecordAheadOfTheBatchsEndIsNotReadAgain() {
        registry.own(Map.of(0, 10L));
        open("r");
        registry.deliver("r", 0, 25, Logs.start("a"));
        registry.lose(List.of(0));
        assertThat(reader.commands).containsExactly("follow r from 26");
    }

    @Test
    void aPartitionThatComesBackWithoutHavingGoneStillMovesItsStreams() {
        registry.own(Map.of(0, 10L));
        open("r");
        registry.own(Map.of(0, 90L));
        assertThat(reader.commands).containsExactly("follow r from 10");
        close("r");
        open("s");
        registry.deliver("s", 0, 90, Logs.start("a"));
        assertThat(listener.heard()).containsExactly("start a");
    }

    /** Its gateway saw sixteen partitions when it accepted; the topic has more when the tokens come. */
    @Test
    void aStreamStaysWhereItsRequestWasToldThoughTheTopicGrows() {
        registry.partitions(1);
        registry.own(Map.of(0, 10L, 1, 0L, 2, 0L));
        open("r");
        registry.partitions(3);
        for (int partition = 1; partition < 3; partition++) {
            registry.deliver("r", partition, 20, Logs.start("elsewhere"));
        }
        registry.deliver("r", 0, 10, Logs.start("a"));
        assertThat(listener.heard()).containsExactly("start a");
        assertThat(opened.get("r").partition()).isZero();
        OpenStream known = registry.add("r", OpenStream.Purpose.RECORD, new RecordingListener());
        registry.openAt(known, 0, 10);
        assertThat(reader.commands).containsExactly("follow r from 10");
        assertThat(known.partition()).isZero();
    }

    @Test
    void closingTellsTheReaderAndSilencesTheStream() {
        open("r");
        close("r");
        close("r");
        assertThat(reader.commands).containsExactly("from end r", "leave r");
        reader.streams.getFirst().accept(OpenStream.Source.READER, 0, Logs.record(Logs.start("a")));
        assertThat(listener.heard()).isEmpty();
        assertThat(registry.size()).isZero();
    }

    @Test
    void aStreamThatCannotBeReadIsClosed() {
        CompletionStage<Long> opened = open("r");
        reader.pending.completeExceptionally(new GemstreamException(ErrorReason.BROKER_UNAVAILABLE, "away"));
        assertThat(opened.toCompletableFuture()).isCompletedExceptionally();
        assertThat(registry.size()).isZero();
    }

    @Test
    void refusesMoreStreamsThanConfigured() {
        open("1");
        open("2");
        assertThatThrownBy(() -> open("3"))
                .isInstanceOfSatisfying(GemstreamException.class, refusal ->
                        assertThat(refusal.reason()).isEqualTo(ErrorReason.TOO_MANY_STREAMS));
        close("1");
        open("3");
        assertThat(registry.openIds()).containsExactlyInAnyOrder("2", "3");
    }

    @Test
    void drainingEndsWithTheLastStreamOrWithTheTime() throws InterruptedException {
        assertThat(registry.awaitEmpty(Duration.ZERO)).isTrue();
        open("r");
        assertThat(registry.awaitEmpty(Duration.ofMillis(1))).isFalse();
        registry.failAll(new GemstreamException(ErrorReason.SHUTTING_DOWN, "bye"));
        assertThat(listener.heard()).containsExactly("failed SHUTTING_DOWN");
        assertThat(registry.awaitEmpty(Duration.ZERO)).isTrue();
    }

    @Test
    void aRecordThatIsNoneIsLeftOut() {
        registry.own(Map.of(0, 0L));
        open("r");
        registry.deliver("r", 0, 0, new byte[] {(byte) 0xff});
        registry.deliver("r", 0, 1, Logs.start("a"));
        assertThat(listener.heard()).containsExactly("start a");
    }

    @Test
    void severalReadersOfOneRequestEachHearAllOfIt() {
        registry.own(Map.of(0, 10L));
        open("r");
        RecordingListener second = new RecordingListener();
        registry.openAtEnd(registry.add("r", OpenStream.Purpose.RECORD, second));
        registry.deliver("r", 0, 10, Logs.start("a"));
        close("r");
        registry.deliver("r", 0, 11, Logs.token("a", 0));
        assertThat(listener.heard()).containsExactly("start a");
        assertThat(second.heard()).containsExactly("start a", "token 0");
        assertThat(registry.size()).as("what the gateway records for itself is no call").isZero();
    }

    @Test
    void aPausedStreamHoldsNothingAndGoesOnFromItsPlace() {
        RecordingListener slow = new RecordingListener(2);
        registry.own(Map.of(0, 10L));
        OpenStream stream = registry.add("r", OpenStream.Purpose.CALL, slow);
        registry.openAtEnd(stream);
        registry.deliver("r", 0, 10, Logs.start("a"));
        registry.deliver("r", 0, 11, Logs.token("a", 0));
        registry.deliver("r", 0, 12, Logs.token("a", 1));
        registry.lose(List.of(0));
        assertThat(reader.commands).as("a paused stream keeps its place").isEmpty();
        registry.resume(stream);
        assertThat(reader.commands).containsExactly("follow r from 12");
        stream.accept(OpenStream.Source.READER, 14, Logs.record(Logs.token("a", 3)));
        assertThat(slow.heard()).as("only the reader ends the pause").hasSize(2);
        stream.unpause();
        registry.resume(stream);
        assertThat(reader.commands).hasSize(1);
        stream.accept(OpenStream.Source.READER, 12, Logs.record(Logs.token("a", 1)));
        assertThat(slow.heard()).containsExactly("start a", "token 0", "token 1");
    }

    private CompletionStage<Long> open(String requestId) {
        OpenStream stream = registry.add(requestId, OpenStream.Purpose.CALL, listener);
        opened.put(requestId, stream);
        return registry.openAtEnd(stream);
    }

    private void close(String requestId) {
        registry.close(opened.get(requestId));
    }

    private static final class FakeReader implements LogFollower {
        private final List<String> commands = new ArrayList<>();
        private final List<OpenStream> streams = new ArrayList<>();
        private final CompletableFuture<Long> pending = new CompletableFuture<>();

        @Override
        public CompletionStage<Long> followFromEnd(OpenStream stream) {
            commands.add("from end " + stream.requestId());
            streams.add(stream);
            return pending;
        }

        @Override
        public void follow(OpenStream stream) {
            commands.add("follow " + stream.requestId() + " from " + stream.next());
            streams.add(stream);
        }

        @Override
        public void leave(OpenStream stream) {
            commands.add("leave " + stream.requestId());
        }
    }
}
