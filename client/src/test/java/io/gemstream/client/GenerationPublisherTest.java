package io.gemstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationPublisherTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String KEY = "7b6ce5d4-8b4f-4b0c-9d7c-0a9a2c1f3e5d";
    private static final List<String> ALL = List.of("accepted", "0", "1", "2", "3", "4", "finished", "complete");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ScriptedGateway one = new ScriptedGateway("one", asked);
    private final ScriptedGateway two = new ScriptedGateway("two", asked);
    private final GemstreamClient client =
            GemstreamClient.over(List.<Channel>of(one.channel(), two.channel()), Tenant.DEFAULT);

    @AfterEach
    void stop() {
        client.close();
        one.close();
        two.close();
    }

    @Test
    void asksNobodyBeforeSomebodySubscribes() {
        GenerationPublisher publisher = generation();
        assertThat(asked).isEmpty();
        publisher.subscribe(new RecordedEvents(0));
        assertThat(asked).containsExactly("one generate " + publisher.requestId());
    }

    @Test
    void bringsNoMoreThanWasRequested() {
        RecordedEvents events = subscribe(generation(), new RecordedEvents(0));
        assertThat(events.signals).isEmpty();
        events.subscription.request(2);
        assertThat(events.signals).containsExactly("accepted", "0");
        events.subscription.request(1);
        events.subscription.request(2);
        assertThat(events.signals).containsExactly("accepted", "0", "1", "2", "3");
        events.subscription.request(Long.MAX_VALUE);
        events.subscription.request(Long.MAX_VALUE);
        assertThat(events.signals).isEqualTo(ALL);
    }

    @Test
    void completesWithTheLastEventThatWasRequested() {
        RecordedEvents events = subscribe(generation(), new RecordedEvents(ALL.size() - 1));
        assertThat(events.signals).isEqualTo(ALL);
    }

    /** Rule 3.3: a request from onNext does not bring the next event before onNext has returned. */
    @Test
    void mayBeRequestedOfWhileAnEventIsTaken() {
        int[] depth = new int[2];
        RecordedEvents events = subscribe(generation(), new RecordedEvents(1, taken -> {
            depth[0]++;
            depth[1] = Math.max(depth[1], depth[0]);
            taken.subscription.request(1);
            depth[0]--;
        }));
        assertThat(events.signals).isEqualTo(ALL);
        assertThat(depth[1]).isEqualTo(1);
    }

    @Test
    void goesOnAtTheNextGatewayWithWhatIsStillRequested() {
        one.breaksAfter(3, unavailable());
        RecordedEvents events = subscribe(generation(), new RecordedEvents(4));
        assertThat(events.signals).containsExactly("accepted", "0", "1", "2");
        assertThat(asked).hasSize(2).last().isEqualTo("two watch 1");
        events.subscription.request(100);
        assertThat(events.signals).isEqualTo(ALL);
    }

    @Test
    void losesAndRepeatsNothingWhereverTheStreamBreaks() {
        List<String> whole = Stream.of(List.of("accepted", "score 1", "score 3"), ALL.subList(1, ALL.size()))
                .flatMap(List::stream).toList();
        one.scored(2);
        two.scored(2);
        for (int breaks = 0; breaks < whole.size(); breaks++) {
            one.breaksAfter(breaks, unavailable());
            RecordedEvents byOne = new RecordedEvents(1, taken -> taken.subscription.request(1));
            assertThat(subscribe(generation(), byOne).signals).as("broken after %s events", breaks).isEqualTo(whole);
            one.breaksAfter(breaks, unavailable());
            RecordedEvents atOnce = new RecordedEvents(Long.MAX_VALUE);
            assertThat(subscribe(generation(), atOnce).signals).as("broken after %s events", breaks).isEqualTo(whole);
        }
    }

    @Test
    void watchesFromItsCursorWhereverTheStreamBreaks() {
        one.breaksAfter(2, unavailable());
        RecordedEvents events = subscribe(client.publishWatch(KEY, 1, LIMIT).withoutPauses(), new RecordedEvents(100));
        assertThat(events.signals).containsExactly("accepted", "2", "3", "4", "finished", "complete");
        assertThat(asked).containsExactly("one watch 1", "two watch 2");
    }

    @Test
    void allSubscribersGetTheSameGeneration() {
        GenerationPublisher publisher = generation();
        assertThat(subscribe(publisher, new RecordedEvents(100)).signals).isEqualTo(ALL);
        assertThat(subscribe(publisher, new RecordedEvents(100)).signals).isEqualTo(ALL);
        assertThat(asked).containsExactly(
                "one generate " + publisher.requestId(), "one generate " + publisher.requestId());
    }

    @Test
    void cancellingEndsAGenerationThatNobodyElseKnows() {
        one.hangsAfter(4);
        GenerationPublisher publisher = generation();
        RecordedEvents events = subscribe(publisher, new RecordedEvents(2));
        events.subscription.cancel();
        events.subscription.cancel();
        events.subscription.request(5);
        events.subscription.request(0);
        assertThat(events.signals).containsExactly("accepted", "0");
        assertThat(asked).containsExactlyInAnyOrder("one generate " + publisher.requestId(),
                "one cancel " + publisher.requestId(), "one was left");
    }

    @Test
    void cancellingLeavesAGenerationAloneThatOthersMayKnow() {
        GenerationPublisher named = client.publish(GenerateRequest.newBuilder().setRequestId(KEY).build(), LIMIT);
        one.hangsAfter(4);
        subscribe(named, new RecordedEvents(2)).subscription.cancel();
        one.hangsAfter(4);
        GenerationPublisher watched = client.publishWatch(KEY, GemstreamClient.BEGINNING, LIMIT);
        subscribe(watched, new RecordedEvents(2)).subscription.cancel();
        assertThat(asked).containsExactly("one generate " + KEY, "one was left", "one watch all", "one was left");
    }

    @Test
    void cancellingWhileAnEventIsTakenBringsNoMore() {
        RecordedEvents events = subscribe(generation(), new RecordedEvents(100, taken -> {
            if (taken.signals.size() == 3) {
                taken.subscription.cancel();
            }
        }));
        assertThat(events.signals).containsExactly("accepted", "0", "1");
    }

    @Test
    void cancellingBeforeAnythingWasSentSendsNothing() {
        RecordedEvents events = new RecordedEvents(0);
        generation().subscribe(new CancelsAtOnce(events));
        assertThat(asked).isEmpty();
        assertThat(events.signals).isEmpty();
    }

    /** Rule 3.9. */
    @Test
    void aRequestForLessThanOneEventIsAnError() {
        for (long events : new long[] {0, -1, Long.MIN_VALUE}) {
            RecordedEvents later = subscribe(generation(), new RecordedEvents(1));
            later.subscription.request(events);
            assertThat(later.signals).containsExactly("accepted", "error");
            assertThat(later.failures).singleElement().isInstanceOf(IllegalArgumentException.class);
        }
        asked.clear();
        RecordedEvents atOnce = subscribe(generation(), new RecordedEvents(-1));
        assertThat(atOnce.signals).containsExactly("error");
        assertThat(atOnce.failures).singleElement().isInstanceOf(IllegalArgumentException.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void failsWithTheGatewaysOwnReason() {
        one.breaksAfter(2, StatusProto.toStatusRuntimeException(ErrorStatus.of(new GemstreamException(
                ErrorReason.BACKLOG_FULL, "too much to do").retryAfter(Duration.ofSeconds(7)), "r1")));
        RecordedEvents events = subscribe(generation(), new RecordedEvents(100));
        assertThat(events.signals).containsExactly("accepted", "0", "error");
        GemstreamException failure = (GemstreamException) events.failures.getFirst();
        assertThat(failure.reason()).isEqualTo(ErrorReason.BACKLOG_FULL);
        assertThat(failure).hasMessage("too much to do");
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void failsWhereNobodyAcceptsAfterEachWasAskedOnce() {
        one.breaksAfter(0, unavailable());
        two.breaksAfter(0, unavailable());
        RecordedEvents events = subscribe(generation(), new RecordedEvents(100));
        assertThat(events.signals).containsExactly("error");
        assertThat(reason(events)).isEqualTo(ErrorReason.GATEWAY_UNAVAILABLE);
        assertThat(asked).hasSize(2);
    }

    @Test
    void aDeadlineThatHasPassedIsSaid() {
        GenerationPublisher late = client.publish(GenerateRequest.getDefaultInstance(), Duration.ZERO);
        RecordedEvents events = subscribe(late, new RecordedEvents(100));
        assertThat(events.signals).containsExactly("error");
        assertThat(reason(events)).isEqualTo(ErrorReason.DEADLINE_EXPIRED);
    }

    @Test
    void closingTheClientTellsSubscribers() {
        one.hangsAfter(3);
        RecordedEvents events = subscribe(generation(), new RecordedEvents(100));
        client.close();
        assertThat(events.signals).containsExactly("accepted", "0", "1", "error");
        assertThat(reason(events)).isEqualTo(ErrorReason.CANCELLED_BY_CLIENT);
        assertThat(subscribe(generation(), new RecordedEvents(100)).signals).containsExactly("error");
    }

    @Test
    void takesNoNull() {
        assertThatNullPointerException().isThrownBy(() -> generation().subscribe(null));
    }

    private GenerationPublisher generation() {
        return client.publish(GenerateRequest.getDefaultInstance(), LIMIT).withoutPauses();
    }

    private static RecordedEvents subscribe(GenerationPublisher publisher, RecordedEvents events) {
        publisher.subscribe(events);
        return events;
    }

    private static ErrorReason reason(RecordedEvents events) {
        return ((GemstreamException) events.failures.getFirst()).reason();
    }

    private static StatusRuntimeException unavailable() {
        return Status.UNAVAILABLE.asRuntimeException();
    }

    private record CancelsAtOnce(RecordedEvents events) implements Flow.Subscriber<GenerateResponse> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
            subscription.cancel();
        }

        @Override
        public void onNext(GenerateResponse event) {
            events.onNext(event);
        }

        @Override
        public void onError(Throwable failure) {
            events.onError(failure);
        }

        @Override
        public void onComplete() {
            events.onComplete();
        }
    }
}
