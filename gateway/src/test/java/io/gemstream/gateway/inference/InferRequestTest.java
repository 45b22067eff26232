package io.gemstream.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.gemstream.proto.v1.Priority;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InferRequestTest {

    @Test
    void thePromptIsInFrontOfATextThatComesAtOnceAsVllmHasIt() {
        assertThat(InferRequest.of(Requests.request().build()).prefix()).isEqualTo("the cat");
        assertThat(InferRequest.of(Requests.request(Requests.flag("exclude_input_in_output", true)).build()).prefix()).isEmpty();
        InferRequest steps = InferRequest.of(Requests.request(Requests.flag("stream", true)).build());
        assertThat(steps.steps()).isTrue();
        assertThat(steps.prefix()).isEmpty();
        refused(Requests.request(Requests.flag("stream", true), Requests.flag("exclude_input_in_output", false)),
                "exclude_input_in_output: false (expected: true with stream)");
    }

    @Test
    void samplingParametersMayBeInBothPlaces() {
        InferRequest request = InferRequest.of(Requests.request(
                        Requests.text("sampling_parameters", "{\"max_tokens\": 5, \"temperature\": 0}"))
                .putParameters("max_tokens", Requests.string("9"))
                .putParameters("top_k", Requests.int64(3))
                .build());
        assertThat(request.generate().getSampling().getMaxTokens()).isEqualTo(5);
        assertThat(request.generate().getSampling().getTopK()).isEqualTo(3);
        assertThat(request.generate().getSampling().hasTemperature()).isTrue();
        assertThat(request.generate().getModel()).isEqualTo("m");
        assertThat(request.id()).isEqualTo("7");
    }

    @Test
    void priorityAndTimeoutAreTriton() {
        assertThat(with("priority", Requests.int64(0)).generate().getPriority()).isEqualTo(Priority.PRIORITY_UNSPECIFIED);
        assertThat(with("priority", Requests.int64(1)).generate().getPriority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(with("priority", InferParameter.newBuilder().setUint64Param(2).build()).generate().getPriority())
                .isEqualTo(Priority.BATCH);
        assertThat(with("timeout", Requests.int64(1_500)).timeout()).contains(Duration.ofNanos(1_500_000));
        assertThat(with("timeout", Requests.int64(0)).timeout()).isEmpty();
        assertThat(with("timeout", Requests.int64(Long.MAX_VALUE)).timeout()).isEmpty();
        assertThat(with("triton_enable_empty_final_response", InferParameter.newBuilder().setBoolParam(true).build()).timeout())
                .isEmpty();
        refused(Requests.request().putParameters("priority", Requests.string("high")), "parameters.priority: \"high\"");
        refused(Requests.request().putParameters("timeout", Requests.int64(-1)), "parameters.timeout: -1");
        refused(Requests.request().putParameters("timeout", InferParameter.newBuilder().setUint64Param(-1).build()),
                "parameters.timeout: 18446744073709551615");
        refused(Requests.request().putParameters("sequence_id", Requests.int64(4)),
                "parameters.sequence_id: 4 (expected: none: a generation is no part of a sequence)");
        refused(Requests.request().putParameters("triton_enable_empty_final_response", Requests.int64(1)),
                "parameters.triton_enable_empty_final_response: 1 (expected: bool_param)");
    }

    @Test
    void outputsAreThoseThatAreNamedAndThoseThatInputsAskFor() {
        assertThat(InferRequest.of(Requests.request().build()).outputs()).containsExactly(Output.TEXT_OUTPUT);
        assertThat(InferRequest.of(Requests.request(Requests.flag("return_finish_reason", true),
                        Requests.flag("return_logprobs", false)).build()).outputs())
                .containsExactly(Output.TEXT_OUTPUT, Output.FINISH_REASON);
        assertThat(InferRequest.of(Requests.request(Requests.flag("return_finish_reason", true))
                        .addOutputs(output("num_output_tokens")).build()).outputs())
                .containsExactly(Output.FINISH_REASON, Output.NUM_OUTPUT_TOKENS);
        refused(Requests.request().addOutputs(output("embedding")),
                "outputs[0].name: \"embedding\" (expected: one of text_output, ");
        refused(Requests.request().addOutputs(output("text_output").putParameters("classification", Requests.int64(3))),
                "outputs[0].parameters: \"classification\" (expected: none)");
    }

    @Test
    void thereIsOneVersionAndAlwaysAPrompt() {
        assertThat(InferRequest.of(Requests.request().setModelVersion("1").build()).id()).isEqualTo("7");
        refused(Requests.request().setModelVersion("2"), "model_version: \"2\" (expected: empty, or 1)");
        for (ModelInferRequest request : new ModelInferRequest[] {ModelInferRequest.getDefaultInstance(),
            ModelInferRequest.newBuilder().addInputs(Requests.text("text_input", "")).build()}) {
            assertThatThrownBy(() -> InferRequest.of(request)).isInstanceOfSatisfying(GemstreamException.class,
                    refused -> assertThat(refused.reason()).isEqualTo(ErrorReason.EMPTY_PROMPT));
        }
    }

    private static InferRequestedOutputTensor.Builder output(String name) {
        return InferRequestedOutputTensor.newBuilder().setName(name);
    }

    private static InferRequest with(String parameter, InferParameter value) {
        return InferRequest.of(Requests.request().putParameters(parameter, value).build());
    }

    private static void refused(ModelInferRequest.Builder request, String message) {
        assertThatThrownBy(() -> InferRequest.of(request.build())).isInstanceOfSatisfying(GemstreamException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
            assertThat(refused).hasMessageStartingWith(message);
        });
    }
}
