package io.gemstream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class StreamRegistryTest {

    private final FakeReader reader = new FakeReader();
    private final StreamRegistry registry = new StreamRegistry(reader, 2, 1);
    private final RecordingListener listener = new RecordingListener();

    @Test
    void theTailFeedsStreamsOfOwnedPartitions() {
        registry.own(Map.of(0, 10L));
        assertThat(registry.open("r", listener)).isCompleted();
        registry.deliver("r", 10, Logs.start("a"));
        registry.deliver("other", 11, Logs.start("b"));
        registry.deliver("r", 12, Logs.token("a", 0));
        assertThat(listener.heard()).containsExactly("start a", "token 0");
        assertThat(reader.commands).isEmpty();
    }

    @Test
    void theReaderFeedsStreamsOfOtherPartitions() {
        assertThat(registry.open("r", listener)).isNotCompleted();
        registry.deliver("r", 10, Logs.start("a"));
        assertThat(listener.heard()).isEmpty();
        assertThat(reader.commands).containsExactly("from end r");
    }

    @Test
    void aStreamWhosePartitionGoesIsReadOnFromWhereTheTailGotTo() {
        registry.own(Map.of(0, 10L));
        registry.open("r", listener);
        registry.deliver("r", 10, Logs.start("a"));
        registry.deliver("r", 11, Logs.token("a", 0));
        registry.delivered(0, 40);
        registry.lose(List.of(0));
        assertThat(reader.commands).containsExactly("follow r from 40");

        registry.deliver("r", 40, Logs.token("a", 1));
        assertThat(listener.heard()).as("a record still on its way from the tail is left to the reader")
                .containsExactly("start a", "token 0");
        reader.streams.getFirst().accept(OpenStream.Source.READER, 40, Logs.token("a", 1));
        reader.streams.getFirst().accept(OpenStream.Source.READER, 40, Logs.token("a", 1));
        assertThat(listener.heard()).containsExactly("start a", "token 0", "token 1");
    }

    @Test
    void aRecordAheadOfTheBatchsEndIsNotReadAgain() {
        registry.own(Map.of(0, 10L));
        registry.open("r", listener);
        registry.deliver("r", 25, Logs.start("a"));
        registry.lose(List.of(0));
        assertThat(reader.commands).containsExactly("follow r from 26");
    }

    @Test
    void aPartitionThatComesBackWithoutHavingGoneStillMovesItsStreams() {
        registry.own(Map.of(0, 10L));
        registry.open("r", listener);
        registry.own(Map.of(0, 90L));
        assertThat(reader.commands).containsExactly("follow r from 10");
        registry.close("r");
        registry.open("s", listener);
        registry.deliver("s", 90, Logs.start("a"));
        assertThat(listener.heard()).containsExactly("start a");
    }

    @Test
    void closingTellsTheReaderAndSilencesTheStream() {
        registry.open("r", listener);
        registry.close("r");
        registry.close("r");
        assertThat(reader.commands).containsExactly("from end r", "leave r");
        reader.streams.getFirst().accept(OpenStream.Source.READER, 0, Logs.start("a"));
        assertThat(listener.heard()).isEmpty();
        assertThat(registry.size()).isZero();
    }

    @Test
    void aStreamThatCannotBeReadIsClosed() {
        CompletionStage<Void> opened = registry.open("r", listener);
        reader.pending.completeExceptionally(new GemstreamException(ErrorReason.BROKER_UNAVAILABLE, "away"));
        assertThat(opened.toCompletableFuture()).isCompletedExceptionally();
        assertThat(registry.size()).isZero();
    }

    @Test
    void refusesMoreStreamsThanConfigured() {
        registry.open("1", listener);
        registry.open("2", listener);
        assertThatThrownBy(() -> registry.open("3", listener))
                .isInstanceOfSatisfying(GemstreamException.class, refusal ->
                        assertThat(refusal.reason()).isEqualTo(ErrorReason.TOO_MANY_STREAMS));
        registry.close("1");
        registry.open("3", listener);
        assertThat(registry.openIds()).containsExactlyInAnyOrder("2", "3");
    }

    @Test
    void drainingEndsWithTheLastStreamOrWithTheTime() throws InterruptedException {
        assertThat(registry.awaitEmpty(Duration.ZERO)).isTrue();
        registry.open("r", listener);
        assertThat(registry.awaitEmpty(Duration.ofMillis(1))).isFalse();
        registry.failAll(new GemstreamException(ErrorReason.SHUTTING_DOWN, "bye"));
        assertThat(listener.heard()).containsExactly("failed SHUTTING_DOWN");
        assertThat(registry.awaitEmpty(Duration.ZERO)).isTrue();
    }

    @Test
    void aRecordThatIsNoneIsLeftOut() {
        registry.own(Map.of(0, 0L));
        registry.open("r", listener);
        registry.deliver("r", 0, new byte[] {(byte) 0xff});
        registry.deliver("r", 1, Logs.start("a"));
        assertThat(listener.heard()).containsExactly("start a");
    }

    private static final class FakeReader implements LogFollower {
        private final List<String> commands = new ArrayList<>();
        private final List<OpenStream> streams = new ArrayList<>();
        private final CompletableFuture<Void> pending = new CompletableFuture<>();

        @Override
        public CompletionStage<Void> followFromEnd(OpenStream stream) {
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
