package io.gemstream.gateway.inference;

import io.gemstream.gateway.Serving;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.proto.inference.ModelMetadataResponse;
import io.gemstream.proto.inference.ServerMetadataResponse;
import io.gemstream.service.models.ServedModels;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the protocol has clients ask of the server and its models beside inference, over gRPC and over HTTP alike. */
@Singleton
final class Metadata {

    private final Serving serving;
    private final ServedModels models;
    private final String version;

    Metadata(Serving serving, ServedModels models, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.serving = serving;
        this.models = models;
        this.version = version;
    }

    /** Whether requests are taken. */
    boolean ready() {
        return serving.ready();
    }

    /** Whether requests for a model are taken and worked on. */
    boolean ready(String model, String modelVersion) {
        return InferRequest.knows(modelVersion) && serving.ready(model);
    }

    ServerMetadataResponse server() {
        return ServerMetadataResponse.newBuilder()
                .setName("gemstream")
                .setVersion(version)
                .addExtensions("parameters")
                .addExtensions("schedule_policy")
                .build();
    }

    /** @throws io.gemstream.proto.GemstreamException MODEL_NOT_FOUND, INVALID_OPTION, BROKER_UNAVAILABLE */
    ModelMetadataResponse model(String name, String modelVersion) {
        InferRequest.requireVersion(modelVersion);
        String known = ModelDirectory.resolve(models, name);
        return ModelDirectory.list(models).stream()
                .filter(model -> model.getName().equals(known))
                .findFirst()
                .map(ModelDescription::of)
                .orElseThrow();
    }
}
