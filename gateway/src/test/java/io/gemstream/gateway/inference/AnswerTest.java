package io.gemstream.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {

    @Test
    void aWholeAnswerHasPromptTextAndWhatElseWasAskedFor() {
        Answer answer = new Answer(all(Requests.request()));
        answer.add(Requests.accepted(0));
        answer.add(Requests.token(0, 300, " sat", -0.5f));
        answer.add(Requests.token(0, 301, "", -1.5f));
        assertThat(answer.isWhole()).isFalse();
        answer.add(Requests.finished(0, "!", FinishReason.LENGTH));
        assertThat(answer.isWhole()).isTrue();

        ModelInferResponse response = answer.take().build();
        assertThat(response.getModelName()).isEqualTo("model-a");
        assertThat(response.getModelVersion()).isEqualTo("1");
        assertThat(response.getId()).isEqualTo("7");
        assertThat(response.getParametersMap().get("request_id").getStringParam()).isEqualTo("r0");
        assertThat(response.getRawOutputContentsCount()).isZero();
        assertThat(texts(response, 0)).containsExactly("the cat sat!");
        assertThat(texts(response, 1)).containsExactly("length");
        assertThat(response.getOutputs(2).getContents().getFp32ContentsList()).containsExactly(-2f);
        assertThat(texts(response, 3)).containsExactly("null");
        assertThat(response.getOutputs(4).getContents().getUintContentsList()).containsExactly(5);
        assertThat(response.getOutputs(5).getContents().getUintContentsList()).containsExactly(2);
    }

    @Test
    void stepsHaveWhatIsNewAndTheLastTellsOfThePrompt() {
        Answer answer = new Answer(all(Requests.request(Requests.flag("stream", true))));
        answer.add(Requests.accepted(0));
        answer.add(Requests.token(0, 300, " sat", -0.5f));
        ModelInferResponse first = answer.take().build();
        answer.add(Requests.token(0, 301, " on", -1.5f));
        answer.add(Requests.finished(0, "", FinishReason.STOP));
        ModelInferResponse last = answer.take().build();

        assertThat(texts(first, 0)).containsExactly(" sat");
        assertThat(texts(first, 1)).containsExactly("None");
        assertThat(first.getOutputsList()).noneMatch(output -> output.getName().equals("num_input_tokens"));
        assertThat(texts(last, 0)).containsExactly(" on");
        assertThat(texts(last, 1)).containsExactly("stop");
        assertThat(last.getOutputs(2).getContents().getFp32Contents(0)).isEqualTo(-2f);
        assertThat(last.getOutputs(5).getContents().getUintContents(0)).isEqualTo(1);
    }

    @Test
    void severalTextsAreElementsInTheirOrder() {
        Answer answer = new Answer(InferRequest.of(Requests.request(
                Requests.text("sampling_parameters", "{\"n\": 2}"), Requests.flag("stream", true)).build()));
        answer.add(Requests.accepted(1));
        answer.add(Requests.token(1, 300, "b", -1f));
        assertThat(texts(answer.take().build(), 0)).containsExactly("", "b");
        answer.add(Requests.finished(1, "", FinishReason.STOP));
        assertThat(answer.isWhole()).isFalse();
        answer.add(Requests.accepted(0));
        answer.add(Requests.finished(0, "a", FinishReason.STOP));
        assertThat(answer.isWhole()).isTrue();
        ModelInferResponse last = answer.take().build();
        assertThat(texts(last, 0)).containsExactly("a", "");
        assertThat(last.getOutputs(0).getShapeList()).containsExactly(2L);
        assertThat(last.getParametersMap().get("request_id").getStringParam()).isEqualTo("r0");
    }

    @Test
    void logprobsAreVllmsJson() {
        Answer answer = new Answer(InferRequest.of(Requests.request(
                Requests.text("sampling_parameters", "{\"logprobs\": 2}"), Requests.flag("return_logprobs", true)).build()));
        answer.add(GenerateResponse.newBuilder().setTokens(Tokens.newBuilder().addIds(300).addLogprobs(-2)
                .addIds(7).addLogprobs(-0.5f)
                .addPieces(" cat").addPieces("<eos>")
                .addTopLogprobs(TopLogprobs.newBuilder().addIds(5).addLogprobs(-0.25f).addPieces("a"))
                .addTopLogprobs(TopLogprobs.newBuilder().addIds(7).addLogprobs(-0.5f))).build());
        assertThat(texts(answer.take().build(), 1)).containsExactly("["
                + "{\"300\":{\"logprob\":-2.0,\"rank\":null,\"decoded_token\":\" cat\"},"
                + "\"5\":{\"logprob\":-0.25,\"rank\":1,\"decoded_token\":\"a\"}},"
                + "{\"7\":{\"logprob\":-0.5,\"rank\":1,\"decoded_token\":null}}]");
    }

    @Test
    void rawContentsAreBytesInOrderOfTheOutputs() {
        ModelInferRequest.Builder request = Requests.request()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("text_output"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("cumulative_logprob"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("num_output_tokens"));
        request.getInputsBuilder(0).clearContents();
        request.addRawInputContents(com.google.protobuf.ByteString.fromHex("0100000061"));
        Answer answer = new Answer(InferRequest.of(request.build()));
        answer.add(Requests.token(0, 300, "é", -1f));
        answer.add(Requests.finished(0, "", FinishReason.STOP));
        ModelInferResponse response = answer.take().build();
        assertThat(response.getRawOutputContentsList().stream()
                .map(content -> HexFormat.of().formatHex(content.toByteArray())))
                .containsExactly("0300000061c3a9", "000080bf", "01000000");
        assertThat(response.getOutputsList()).noneMatch(ModelInferResponse.InferOutputTensor::hasContents);
        assertThat(response.getOutputsList()).extracting(ModelInferResponse.InferOutputTensor::getDatatype)
                .containsExactly("BYTES", "FP32", "UINT32");
    }

    private static InferRequest all(ModelInferRequest.Builder request) {
        for (Output output : Output.values()) {
            request.addOutputs(InferRequestedOutputTensor.newBuilder().setName(output.tensor()));
        }
        return InferRequest.of(request.build());
    }

    private static List<String> texts(ModelInferResponse response, int output) {
        return response.getOutputs(output).getContents().getBytesContentsList().stream()
                .map(com.google.protobuf.ByteString::toStringUtf8).toList();
    }
}
