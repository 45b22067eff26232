package io.gemstream.gateway.inference;

import com.google.protobuf.ByteString;
import io.gemstream.proto.inference.InferTensorContents;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the outputs of an answer, as typed or as raw contents. */
final class OutputTensors {

    private final ModelInferResponse.Builder response;
    private final boolean raw;

    OutputTensors(ModelInferResponse.Builder response, boolean raw) {
        this.response = response;
        this.raw = raw;
    }

    void texts(Output output, List<String> elements) {
        List<byte[]> texts = elements.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        if (raw) {
            ByteBuffer content = buffer(texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum());
            texts.forEach(text -> content.putInt(text.length).put(text));
            raw(output, texts.size(), content);
        } else {
            typed(output, texts.size(), InferTensorContents.newBuilder()
                    .addAllBytesContents(texts.stream().map(ByteString::copyFrom).toList()));
        }
    }

    void floats(Output output, List<Float> elements) {
        if (raw) {
            ByteBuffer content = buffer(Float.BYTES * elements.size());
            elements.forEach(content::putFloat);
            raw(output, elements.size(), content);
        } else {
            typed(output, elements.size(), InferTensorContents.newBuilder().addAllFp32Contents(elements));
        }
    }

    void counts(Output output, List<Integer> elements) {
        if (raw) {
            ByteBuffer content = buffer(Integer.BYTES * elements.size());
            elements.forEach(content::putInt);
            raw(output, elements.size(), content);
        } else {
            typed(output, elements.size(), InferTensorContents.newBuilder().addAllUintContents(elements));
        }
    }

    private void raw(Output output, int elements, ByteBuffer content) {
        response.addOutputs(described(output, elements));
        response.addRawOutputContents(ByteString.copyFrom(content.flip()));
    }

    private void typed(Output output, int elements, InferTensorContents.Builder contents) {
        response.addOutputs(described(output, elements).setContents(contents));
    }

    private static InferOutputTensor.Builder described(Output output, int elements) {
        return InferOutputTensor.newBuilder().setName(output.tensor()).setDatatype(output.type().name()).addShape(elements);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
