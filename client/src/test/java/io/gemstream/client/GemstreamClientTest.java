package io.gemstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Model;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GemstreamClientTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final GenerateRequest REQUEST = GenerateRequest.getDefaultInstance();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ScriptedGateway one = new ScriptedGateway("one", asked);
    private final ScriptedGateway two = new ScriptedGateway("two", asked);
    private final GemstreamClient client =
            GemstreamClient.over(List.of(one.channel(), two.channel()), new Tenant("alice"));

    @AfterEach
    void stop() {
        client.close();
        one.close();
        two.close();
    }

    @Test
    void putsAnAnswerTogetherAcrossGateways() {
        one.breaksAfter(3, Status.UNAVAILABLE.asRuntimeException());
        FinishedGeneration answer = client.complete("Once", LIMIT);
        assertThat(answer.text()).isEqualTo(" 0 1 2 3 4!");
        assertThat(answer.ids()).containsExactly(0, 1, 2, 3, 4);
        assertThat(answer.model()).isEqualTo("tiny");
        assertThat(asked).containsExactly("one generate " + answer.requestId(), "two watch 1");
    }

    @Test
    void chats() {
        assertThat(client.chat(List.of(Prompts.system("Be brief."), Prompts.user("Hello")), LIMIT).text())
                .isEqualTo(" 0 1 2 3 4!");
        assertThat(Prompts.chat(List.of(Prompts.user("Hello"))).getChat().getContinueFinalMessage()).isFalse();
        assertThat(Prompts.chat(List.of(Prompts.user("Hello"), Prompts.assistant("Good"))).getChat()
                .getContinueFinalMessage()).isTrue();
    }

    @Test
    void startsWatchesFetchesAndCancels() {
        String requestId = client.submit(REQUEST, LIMIT);
        List<String> events = new ArrayList<>();
        client.watch(requestId, 2, LIMIT, event -> events.add(RecordedEvents.line(event)));
        assertThat(events).containsExactly("accepted", "3", "4", "finished");
        FinishedGeneration finished = client.get(requestId, LIMIT);
        assertThat(finished.text()).isEqualTo("done");
        assertThat(finished.requestId()).isEqualTo(requestId);
        client.cancel(requestId, LIMIT);
        assertThat(asked).containsExactly("one submit " + requestId, "one watch 2",
                "one get operations/" + requestId, "one cancel " + requestId);
    }

    @Test
    void hasNothingOfAGenerationThatRuns() {
        GemstreamException failed = catchThrowableOfType(GemstreamException.class, () -> client.get("running", LIMIT));
        assertThat(failed.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
        assertThat(failed).hasMessage(
                "operations/running: has not ended (expected: a generation that ended by itself)");
    }

    @Test
    void asksTheNextGatewayWhereOneIsGone() {
        one.breaksAfter(0, Status.UNAVAILABLE.asRuntimeException());
        assertThat(client.models(LIMIT)).extracting(Model::getName).containsExactly("tiny");
        assertThat(asked).containsExactly("one models", "two models");
        CountTokensRequest count = CountTokensRequest.newBuilder().setPrompt(Prompts.text("four")).build();
        assertThat(client.count(count, LIMIT).getTotalTokens()).isEqualTo(4);
    }

    @Test
    void saysForWhomItAsks() {
        client.models(LIMIT);
        assertThat(one.headers()).singleElement().satisfies(sent -> assertThat(
                sent.get(Metadata.Key.of(RecordHeaders.TENANT, Metadata.ASCII_STRING_MARSHALLER))).isEqualTo("alice"));
    }

    @Test
    void failuresHaveTheGatewaysReasonAndDetails() {
        one.breaksAfter(2, StatusProto.toStatusRuntimeException(ErrorStatus.of(new GemstreamException(
                ErrorReason.INVALID_OPTION, "n: 99 (expected: 1 to 16)", Map.of("field", "n")), "r1")));
        GemstreamException failed = failure();
        assertThat(failed.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
        assertThat(failed).hasMessage("n: 99 (expected: 1 to 16)").hasCauseInstanceOf(StatusRuntimeException.class);
        assertThat(failed.metadata()).containsEntry("field", "n");
    }

    @Test
    void failuresWithoutAReasonSayWhatBecameOfTheConnection() {
        one.breaksAfter(1, Status.UNIMPLEMENTED.asRuntimeException());
        assertThat(failure().reason()).isEqualTo(ErrorReason.GATEWAY_UNAVAILABLE);
        one.breaksAfter(1, Status.CANCELLED.asRuntimeException());
        assertThat(failure().reason()).isEqualTo(ErrorReason.CANCELLED_BY_CLIENT);
        one.breaksAfter(1, Status.DATA_LOSS.asRuntimeException());
        assertThat(failure().reason()).isEqualTo(ErrorReason.INTERNAL);
    }

    /** The gateway says nothing more, so nothing but the deadline can end the call. */
    @Test
    void theTimeoutEndsWhatHasNoEnd() {
        one.hangsAfter(2);
        GemstreamException failed = catchThrowableOfType(GemstreamException.class,
                () -> client.generate(REQUEST, Duration.ofMillis(100), _ -> { }));
        assertThat(failed.reason()).isEqualTo(ErrorReason.DEADLINE_EXPIRED);
    }

    @Test
    void closingEndsWhatIsRead() {
        one.hangsAfter(2);
        GemstreamException failed = catchThrowableOfType(GemstreamException.class, () -> client.generate(REQUEST, LIMIT,
                event -> {
                    if (event.hasTokens()) {
                        client.close();
                    }
                }));
        assertThat(failed.reason()).isEqualTo(ErrorReason.CANCELLED_BY_CLIENT);
        assertThat(asked).anyMatch(call -> call.startsWith("one cancel "));
        assertThatThrownBy(() -> client.generate(REQUEST, LIMIT, _ -> { })).isInstanceOf(GemstreamException.class);
    }

    @Test
    void needsAGateway() {
        assertThatThrownBy(() -> GemstreamClient.connect(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private GemstreamException failure() {
        return catchThrowableOfType(GemstreamException.class, () -> client.complete(REQUEST, LIMIT));
    }
}
