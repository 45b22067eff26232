package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.inference.InferTensorContents;
import io.gemstream.proto.inference.ModelInferResponseOrBuilder;
import io.gemstream.proto.inference.ModelMetadataResponse;
import io.gemstream.proto.inference.ModelMetadataResponse.TensorMetadata;
import io.gemstream.proto.inference.ServerMetadataResponse;
import java.util.List;

/** Writes the protocol's messages as the JSON of its paths over HTTP. */
final class JsonAnswers {

    private JsonAnswers() {}

    /** An answer as Triton's generate writes it: parameters and outputs by their names, outputs of one element as that. */
    static ObjectNode of(ModelInferResponseOrBuilder answer) {
        ObjectNode body = Json.object();
        if (!answer.getId().isEmpty()) {
            body.put("id", answer.getId());
        }
        body.put("model_name", answer.getModelName()).put("model_version", answer.getModelVersion());
        answer.getParametersMap().forEach((name, value) -> body.put(name, value.getStringParam()));
        answer.getOutputsList().forEach(output -> {
            ArrayNode elements = elements(output.getContents());
            body.set(output.getName(), elements.size() == 1 ? elements.get(0) : elements);
        });
        return body;
    }

    static ObjectNode of(ServerMetadataResponse server) {
        ObjectNode body = Json.object().put("name", server.getName()).put("version", server.getVersion());
        server.getExtensionsList().forEach(body.putArray("extensions")::add);
        return body;
    }

    static ObjectNode of(ModelMetadataResponse model) {
        ObjectNode body = Json.object().put("name", model.getName());
        model.getVersionsList().forEach(body.putArray("versions")::add);
        body.put("platform", model.getPlatform());
        body.set("inputs", tensors(model.getInputsList()));
        body.set("outputs", tensors(model.getOutputsList()));
        return body;
    }

    private static JsonNode tensors(List<TensorMetadata> tensors) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (TensorMetadata tensor : tensors) {
            ObjectNode one = all.addObject().put("name", tensor.getName()).put("datatype", tensor.getDatatype());
            tensor.getShapeList().forEach(one.putArray("shape")::add);
        }
        return all;
    }

    /** Those of an output, which has one type. */
    private static ArrayNode elements(InferTensorContents contents) {
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        contents.getBytesContentsList().stream().map(ByteString::toStringUtf8).forEach(elements::add);
        contents.getFp32ContentsList().forEach(elements::add);
        contents.getUintContentsList().forEach(elements::add);
        return elements;
    }
}
