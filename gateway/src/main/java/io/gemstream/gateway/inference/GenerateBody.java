package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.inference.InferTensorContents;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferRequest.InferInputTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the body of generate and generate_stream as Triton does: what has the name of an input is that input, all else a
 * parameter, whether it stands in {@code parameters} or beside it. Source: extension_generate.md of Triton's server, and
 * generate_rest.yaml of the Open Inference Protocol, whose requests are among these.
 */
final class GenerateBody {

    private static final String ID = "id";
    private static final String PARAMETERS = "parameters";

    private final ModelInferRequest.Builder message = ModelInferRequest.newBuilder();
    /** Those that no parameter of the protocol can hold. */
    private final ObjectNode sampling = JsonNodeFactory.instance.objectNode();

    private GenerateBody() {}

    /**
     * The request that a body means. A field that is null is absent.
     *
     * @param steps the {@code stream} of a body that says nothing of it
     * @throws io.gemstream.proto.GemstreamException INVALID_OPTION
     */
    static ModelInferRequest message(String model, String version, ObjectNode body, boolean steps) {
        GenerateBody read = new GenerateBody();
        read.message.setModelName(model).setModelVersion(version);
        Map<String, JsonNode> given = given(body, read.message);
        given.putIfAbsent(Input.STREAM.tensor(), JsonNodeFactory.instance.booleanNode(steps));
        given.forEach(read::take);
        if (!read.sampling.isEmpty()) {
            read.message.addInputs(tensor(Input.SAMPLING_PARAMETERS, InferTensorContents.newBuilder()
                    .addBytesContents(ByteString.copyFromUtf8(read.sampling.toString()))));
        }
        return read.message.build();
    }

    /** All fields but the id and those that are null. */
    private static Map<String, JsonNode> given(ObjectNode body, ModelInferRequest.Builder message) {
        Map<String, JsonNode> given = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (value.isNull()) {
                continue;
            }
            switch (name) {
                case ID -> message.setId(JsonValues.text(name, value));
                case PARAMETERS -> JsonValues.object(name, value).properties().stream()
                        .filter(parameter -> !parameter.getValue().isNull())
                        .forEach(parameter -> put(given, parameter.getKey(), parameter.getValue()));
                default -> put(given, name, value);
            }
        }
        return given;
    }

    private static void put(Map<String, JsonNode> given, String name, JsonNode value) {
        if (given.put(name, value) != null) {
            throw JsonValues.refused(name, "twice", "once, in parameters or beside it");
        }
    }

    private void take(String name, JsonNode value) {
        Input.named(name).ifPresentOrElse(input -> take(input, value), () -> parameter(name, value));
    }

    private void take(Input input, JsonNode value) {
        String name = input.tensor();
        switch (input.type()) {
            case BYTES -> {
                if (input == Input.SAMPLING_PARAMETERS) {
                    sampling.setAll(JsonValues.object(name, value));
                } else {
                    message.addInputs(tensor(input, InferTensorContents.newBuilder()
                            .addBytesContents(ByteString.copyFromUtf8(JsonValues.text(name, value)))));
                }
            }
            case BOOL -> message.addInputs(tensor(input, InferTensorContents.newBuilder()
                    .addBoolContents(JsonValues.truth(name, value))));
            case FP32, UINT32 -> throw new IllegalStateException(input.toString());
        }
    }

    private void parameter(String name, JsonNode value) {
        InferParameter.Builder parameter = InferParameter.newBuilder();
        switch (value.getNodeType()) {
            case BOOLEAN -> parameter.setBoolParam(value.booleanValue());
            case STRING -> parameter.setStringParam(value.textValue());
            case NUMBER -> {
                if (value.isIntegralNumber() && value.canConvertToLong()) {
                    parameter.setInt64Param(value.longValue());
                } else {
                    parameter.setDoubleParam(value.doubleValue());
                }
            }
            case ARRAY, OBJECT, BINARY, MISSING, NULL, POJO -> {
                if (!sampling.has(name)) {
                    sampling.set(name, value);
                }
                return;
            }
        }
        message.putParameters(name, parameter.build());
    }

    private static InferInputTensor.Builder tensor(Input input, InferTensorContents.Builder contents) {
        return InferInputTensor.newBuilder().setName(input.tensor()).setDatatype(input.type().name()).addShape(1)
                .setContents(contents);
    }
}
