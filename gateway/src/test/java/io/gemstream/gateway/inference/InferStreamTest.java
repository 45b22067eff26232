package io.gemstream.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Status;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.FailureStatus;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelStreamInferResponse;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.testing.calls.GenerationClient;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InferStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deadline deadline = new Deadline(System.currentTimeMillis() + 600_000);
    private final FakeGenerations generations = new FakeGenerations();
    private final List<String> refusals = new ArrayList<>();
    private final FakeStream<ModelStreamInferResponse> client = new FakeStream<>();
    private final InferStream stream = stream(false);

    @Test
    void aStreamedTextHasAnAnswerForEachStepAndTheLastIsMarked() {
        stream.onNext(streamed("1"));
        stream.onCompleted();
        assertThat(generations.get(0).call().done()).containsExactly("start");
        answer(0);
        assertThat(client.received).hasSize(2);
        assertThat(text(0)).isEqualTo(" sat");
        assertThat(isFinal(0)).isFalse();
        assertThat(text(1)).isEqualTo("!");
        assertThat(isFinal(1)).isTrue();
        assertThat(client.completed).isTrue();
    }

    @Test
    void aTextThatIsNotStreamedIsOneAnswer() {
        stream.onNext(Requests.request().setId("1").build());
        answer(0);
        assertThat(client.received).hasSize(1);
        assertThat(text(0)).isEqualTo("the cat sat!");
        assertThat(isFinal(0)).isTrue();
        assertThat(client.completed).as("the client may ask for more").isFalse();
        stream.onCompleted();
        assertThat(client.completed).isTrue();
    }

    @Test
    void requestsAreAnsweredSideBySideAndAFailureIsOnesOwn() {
        stream.onNext(streamed("1"));
        stream.onNext(streamed("2"));
        stream.onNext(Requests.request(Requests.text("image", "x")).setId("3").build());
        stream.onCompleted();
        assertThat(refusals).containsExactly("ModelStreamInfer INVALID_OPTION");
        generations.get(1).sink().fail(failure(ErrorReason.DEAD_LETTERED));
        assertThat(client.completed).isFalse();
        answer(0);
        assertThat(client.completed).isTrue();

        assertThat(client.received).hasSize(4);
        assertThat(client.received.get(0).getErrorMessage()).contains("\"image\"");
        assertThat(client.received.get(0).getInferResponse().getId()).isEqualTo("3");
        assertThat(client.received.get(0).getInferResponse().getParametersMap().get("error_reason").getStringParam())
                .isEqualTo("INVALID_OPTION");
        assertThat(isFinal(0)).isTrue();
        assertThat(client.received.get(1).getInferResponse().getId()).isEqualTo("2");
        assertThat(client.received.get(1).getErrorMessage()).isEqualTo("why");
        assertThat(client.received.get(3).getInferResponse().getId()).isEqualTo("1");
        assertThat(isFinal(3)).isTrue();
    }

    @Test
    void aClientMayWantTheFirstErrorToBeTheStreamsStatus() {
        InferStream strict = stream(true);
        strict.onNext(streamed("1"));
        strict.onNext(streamed("2"));
        generations.get(1).sink().fail(failure(ErrorReason.DEAD_LETTERED));
        assertThat(client.failures).singleElement().satisfies(failed ->
                assertThat(GenerationClient.reason(failed)).contains(ErrorReason.DEAD_LETTERED));
        await().atMost(PATIENCE).until(() -> generations.get(0).call().done().contains("leave"));
        answer(0);
        assertThat(client.received).isEmpty();
        assertThat(client.completed).isFalse();
    }

    @Test
    void aClientThatCanTakeMoreIsSentMoreAndOneThatLeavesCancels() {
        stream.onNext(streamed("1"));
        stream.onNext(streamed("2"));
        answer(0);
        client.onReady.run();
        client.onCancel.run();
        assertThat(generations.get(0).call().done()).containsExactly("start");
        assertThat(generations.get(1).call().done()).containsExactly("start", "pump", "leave");
        client.ready = false;
        assertThat(generations.get(1).sink().isReady()).isFalse();
    }

    @Test
    void aTimeoutEndsARequestThatNobodyEnds() {
        stream.onNext(streamed("1").toBuilder().putParameters("timeout", Requests.int64(20_000)).build());
        stream.onCompleted();
        assertThat(generations.get(0).context().deadline().epochMs()).isLessThan(System.currentTimeMillis() + 10_000);
        await().atMost(PATIENCE).until(() -> generations.get(0).call().done().contains("leave"));
        answer(0);
        assertThat(client.received).hasSize(1);
        assertThat(client.received.getFirst().getErrorMessage()).isEqualTo("timeout: 20000 us have passed");
        assertThat(client.completed).isTrue();
    }

    @Test
    void aTimeoutAfterTheCallsOwnDeadlineChangesNothing() {
        stream.onNext(streamed("1").toBuilder().putParameters("timeout", Requests.int64(3_600_000_000_000L)).build());
        assertThat(generations.get(0).context().deadline().epochMs()).isEqualTo(deadline.epochMs());
        answer(0);
        assertThat(client.received).hasSize(2);
    }

    private InferStream stream(boolean endsWithError) {
        return new InferStream(new InferCalls(generations, (method, outcome) -> refusals.add(method + " " + outcome),
                Duration.ofSeconds(1)), new CallContext("ModelStreamInfer", 0, Tenant.DEFAULT, deadline, Context.root()),
                endsWithError, client);
    }

    private static ModelInferRequest streamed(String id) {
        return Requests.request(Requests.flag("stream", true)).setId(id).build();
    }

    /** Answers a request of the stream. */
    private void answer(int index) {
        generations.get(index).sink().send(Requests.accepted(0));
        generations.get(index).sink().send(Requests.token(0, 300, " sat", -1));
        generations.get(index).sink().send(Requests.finished(0, "!", FinishReason.STOP));
        generations.get(index).sink().complete();
    }

    private String text(int response) {
        return client.received.get(response).getInferResponse().getOutputs(0).getContents().getBytesContents(0).toStringUtf8();
    }

    private boolean isFinal(int response) {
        return client.received.get(response).getInferResponse().getParametersMap().get("triton_final_response").getBoolParam();
    }

    private static Status failure(ErrorReason reason) {
        return FailureStatus.of(new GemstreamException(reason, "why"), "r", Duration.ofSeconds(1));
    }
}
