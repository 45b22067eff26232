package io.gemstream.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.inference.InferTensorContents;
import io.gemstream.proto.inference.ModelInferRequest;
import org.junit.jupiter.api.Test;

class InputTensorsTest {

    @Test
    void typedAndRawContentsSayTheSame() {
        InputTensors typed = InputTensors.of(Requests.request(Requests.flag("stream", true)).build());
        InputTensors raw = InputTensors.of(ModelInferRequest.newBuilder()
                .addInputs(Requests.tensor("text_input", "BYTES"))
                .addInputs(Requests.tensor("stream", "BOOL"))
                .addRawInputContents(element("the cat"))
                .addRawInputContents(ByteString.copyFrom(new byte[] {1}))
                .build());
        for (InputTensors inputs : new InputTensors[] {typed, raw}) {
            assertThat(inputs.text(Input.TEXT_INPUT)).contains("the cat");
            assertThat(inputs.flag(Input.STREAM)).contains(true);
            assertThat(inputs.flag(Input.RETURN_LOGPROBS)).isEmpty();
        }
    }

    @Test
    void whatIsUnknownDoubleOrOfAnotherTypeIsRefusedByName() {
        refused(Requests.request(Requests.text("image", "x")), "inputs[1].name", "\"image\" (expected: one of text_input, ");
        refused(Requests.request(Requests.text("text_input", "x")), "inputs[1].name", "each input once");
        refused(Requests.request(Requests.text("stream", "x")), "inputs[1].datatype", "\"BYTES\" (expected: BOOL for stream");
        refused(Requests.request(Requests.flag("stream", true).addShape(2)), "inputs[1].shape", "[1,2]");
        refused(Requests.request(Requests.flag("stream", true).clearShape().addShape(-1)), "inputs[1].shape", "[-1]");
        refused(Requests.request(Requests.flag("stream", true).putParameters("shared_memory_region", Requests.int64(1))),
                "inputs[1].parameters", "shared_memory_region");
    }

    @Test
    void contentsThatAreNotOneElementAreRefused() {
        refused(Requests.request(Requests.tensor("stream", "BOOL")), "inputs[1].contents", "0 elements");
        refused(Requests.request(Requests.tensor("stream", "BOOL").setContents(
                InferTensorContents.newBuilder().addBoolContents(true).addIntContents(1))), "inputs[1].contents", "2 elements");
        refused(raw(ByteString.EMPTY), "raw_input_contents[0]", "0 bytes");
        refused(raw(element("ab").substring(0, 5)), "raw_input_contents[0]", "5 bytes");
        refused(raw(element("ab").concat(element("cd"))), "raw_input_contents[0]", "12 bytes");
        refused(raw(ByteString.fromHex("ffffffff61")), "raw_input_contents[0]", "5 bytes");
        refused(raw(element("ab")).addRawInputContents(ByteString.EMPTY), "raw_input_contents", "2 contents");
        refused(Requests.request().addRawInputContents(element("ab")), "inputs[0].contents", "none beside raw_input_contents");
    }

    @Test
    void aTextIsUtf8() {
        InputTensors inputs = InputTensors.of(raw(ByteString.fromHex("01000000ff")).build());
        assertThatThrownBy(() -> inputs.text(Input.TEXT_INPUT)).hasMessageContaining("text_input: 1 bytes (expected: UTF-8)");
    }

    private static ModelInferRequest.Builder raw(ByteString content) {
        return ModelInferRequest.newBuilder().addInputs(Requests.tensor("text_input", "BYTES")).addRawInputContents(content);
    }

    private static ByteString element(String text) {
        return ByteString.copyFrom(new byte[] {(byte) text.length(), 0, 0, 0}).concat(ByteString.copyFromUtf8(text));
    }

    private static void refused(ModelInferRequest.Builder request, String field, String message) {
        assertThatThrownBy(() -> InputTensors.of(request.build())).isInstanceOfSatisfying(GemstreamException.class, refused -> {
            assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_OPTION);
            assertThat(refused.metadata()).containsEntry(ErrorStatus.FIELD, field);
            assertThat(refused).hasMessageContaining(message);
        });
    }
}
