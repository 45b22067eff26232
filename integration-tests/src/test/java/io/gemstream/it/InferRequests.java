package io.gemstream.it;

import com.google.protobuf.ByteString;
import io.gemstream.proto.inference.InferTensorContents;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferRequest.InferInputTensor;
import io.gemstream.proto.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Requests of the Open Inference Protocol. */
final class InferRequests {

    private InferRequests() {}

    /** A prompt with sampling parameters. */
    static ModelInferRequest.Builder of(String text, String sampling) {
        return ModelInferRequest.newBuilder().setModelName(TinyModel.NAME)
                .addInputs(text("text_input", text))
                .addInputs(text("sampling_parameters", sampling));
    }

    /** A greedy one that does not stop early; its text comes without the prompt. */
    static ModelInferRequest.Builder greedy(String text, int maxTokens) {
        return of(text, "{\"temperature\": 0, \"max_tokens\": " + maxTokens + ", \"ignore_eos\": true}")
                .addInputs(flag("exclude_input_in_output", true));
    }

    static InferInputTensor.Builder text(String name, String value) {
        return tensor(name, "BYTES").setContents(
                InferTensorContents.newBuilder().addBytesContents(ByteString.copyFromUtf8(value)));
    }

    static InferInputTensor.Builder flag(String name, boolean value) {
        return tensor(name, "BOOL").setContents(InferTensorContents.newBuilder().addBoolContents(value));
    }

    /** The same request with raw contents. */
    static ModelInferRequest raw(ModelInferRequest typed) {
        ModelInferRequest.Builder raw = typed.toBuilder();
        for (InferInputTensor.Builder input : raw.getInputsBuilderList()) {
            InferTensorContents contents = input.getContents();
            raw.addRawInputContents(contents.getBytesContentsCount() == 1 ? element(contents.getBytesContents(0))
                    : ByteString.copyFrom(new byte[] {(byte) (contents.getBoolContents(0) ? 1 : 0)}));
            input.clearContents();
        }
        return raw.build();
    }

    /** The first text of an answer. */
    static String text(ModelInferResponse answer) {
        if (answer.getRawOutputContentsCount() == 0) {
            return answer.getOutputs(0).getContents().getBytesContents(0).toStringUtf8();
        }
        ByteString content = answer.getRawOutputContents(0);
        int length = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getInt();
        return content.substring(Integer.BYTES, Integer.BYTES + length).toStringUtf8();
    }

    private static ByteString element(ByteString text) {
        return ByteString.copyFrom(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(text.size())
                .flip()).concat(text);
    }

    private static InferInputTensor.Builder tensor(String name, String type) {
        return InferInputTensor.newBuilder().setName(name).setDatatype(type).addShape(1);
    }
}
