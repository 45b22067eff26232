package io.gemstream.gateway.inference;

import com.google.protobuf.ByteString;
import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.inference.InferTensorContents;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferRequest.InferInputTensor;
import io.gemstream.proto.v1.Accepted;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.Usage;

/** Inference requests as clients send them, and what comes of them. */
final class Requests {

    private Requests() {}

    static InferInputTensor.Builder tensor(String name, String type) {
        return InferInputTensor.newBuilder().setName(name).setDatatype(type).addShape(1);
    }

    static InferInputTensor.Builder text(String name, String value) {
        return tensor(name, "BYTES").setContents(
                InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8(value)));
    }

    static InferInputTensor.Builder flag(String name, boolean value) {
        return tensor(name, "BOOL").setContents(InferTensorContents.newBuilder().addBoolContents(value));
    }

    static ModelInferRequest.Builder request(InferInputTensor.Builder... inputs) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("m").setId("7")
                .addInputs(text("text_input", "the cat"));
        for (InferInputTensor.Builder input : inputs) {
            request.addInputs(input);
        }
        return request;
    }

    static InferParameter int64(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    static InferParameter string(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    static GenerateResponse accepted(int choice) {
        return GenerateResponse.newBuilder().setChoice(choice)
                .setAccepted(Accepted.newBuilder().setRequestId("r" + choice).setModel("model-a")).build();
    }

    static GenerateResponse token(int choice, int id, String text, float logprob) {
        return GenerateResponse.newBuilder().setChoice(choice)
                .setTokens(Tokens.newBuilder().addIds(id).setText(text).addLogprobs(logprob)).build();
    }

    static GenerateResponse finished(int choice, String text, FinishReason reason) {
        return GenerateResponse.newBuilder().setChoice(choice).setFinished(Finished.newBuilder().setText(text)
                .setReason(reason).setUsage(Usage.newBuilder().setPromptTokens(5))).build();
    }
}
