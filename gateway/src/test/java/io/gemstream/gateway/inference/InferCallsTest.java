package io.gemstream.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.FailureStatus;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.testing.calls.GenerationClient;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InferCallsTest {

    private static final CallContext CONTEXT =
            new CallContext("ModelInfer", 0, Tenant.DEFAULT, Deadline.NEVER, Context.root());

    private final FakeGenerations generations = new FakeGenerations();
    private final List<String> refusals = new ArrayList<>();
    private final InferCalls calls =
            new InferCalls(generations, (method, outcome) -> refusals.add(method + " " + outcome), Duration.ofSeconds(1));
    private final FakeStream<ModelInferResponse> client = new FakeStream<>();

    @Test
    void aUnaryCallIsAnsweredOnceAllHasCome() {
        open(Requests.request().build());
        assertThat(generations.get(0).context()).isEqualTo(CONTEXT);
        generations.get(0).sink().send(Requests.accepted(0));
        generations.get(0).sink().send(Requests.token(0, 300, " sat", -1));
        assertThat(client.received).isEmpty();
        generations.get(0).sink().send(Requests.finished(0, "", FinishReason.STOP));
        generations.get(0).sink().complete();
        assertThat(client.received).singleElement().satisfies(response -> {
            assertThat(response.getOutputs(0).getContents().getBytesContents(0).toStringUtf8()).isEqualTo("the cat sat");
            assertThat(response.getParametersMap()).doesNotContainKey("triton_final_response");
        });
        assertThat(client.completed).isTrue();
    }

    @Test
    void aFailureIsTheCallsStatus() {
        open(Requests.request().build());
        generations.get(0).sink().fail(FailureStatus.of(
                new GemstreamException(ErrorReason.EXPIRED_IN_QUEUE, "late"), "r0", Duration.ofSeconds(1)));
        assertThat(client.failures).singleElement().satisfies(failed ->
                assertThat(GenerationClient.reason(failed)).contains(ErrorReason.EXPIRED_IN_QUEUE));
    }

    @Test
    void aUnaryCallHasNoSteps() {
        open(Requests.request(Requests.flag("stream", true)).build());
        assertThat(generations.size()).isZero();
        assertThat(refusals).containsExactly("ModelInfer INVALID_OPTION");
        assertThat(client.failures).singleElement().satisfies(failed -> assertThat(failed).hasMessageContaining(
                "stream: true (expected: false; ModelStreamInfer and generate_stream have several answers)"));
    }

    private void open(ModelInferRequest request) {
        calls.open(request, CONTEXT, new UnaryClient(client), false);
    }
}
