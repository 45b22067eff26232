package io.gemstream.gateway.inference;

import io.gemstream.proto.inference.ModelMetadataResponse;
import io.gemstream.proto.inference.ModelMetadataResponse.TensorMetadata;
import io.gemstream.proto.v1.Model;

/** Describes a model as the protocol does. */
final class ModelDescription {

    private ModelDescription() {}

    static ModelMetadataResponse of(Model model) {
        ModelMetadataResponse.Builder description = ModelMetadataResponse.newBuilder()
                .setName(model.getName())
                .addVersions(InferRequest.VERSION)
                .setPlatform("gemstream_" + model.getArchitecture());
        for (Input input : Input.values()) {
            description.addInputs(tensor(input.tensor(), input.type(), 1));
        }
        for (Output output : Output.values()) {
            description.addOutputs(tensor(output.tensor(), output.type(), output.elements()));
        }
        return description.build();
    }

    private static TensorMetadata tensor(String name, DataType type, long elements) {
        return TensorMetadata.newBuilder().setName(name).setDatatype(type.name()).addShape(elements).build();
    }
}
