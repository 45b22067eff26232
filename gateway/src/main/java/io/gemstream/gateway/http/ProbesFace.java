package io.gemstream.gateway.http;

import io.gemstream.gateway.GatewayLifecycle;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.service.models.ServedModels;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What load generators, routers and platforms ask of a model server before anything else, at the root. */
@Singleton
final class ProbesFace implements HttpFace {

    private static final ErrorForm ERRORS = error -> {
        var body = Json.object();
        body.putObject("error").put("code", error.status()).put("status", error.reason()).put("message", error.message());
        return body;
    };

    private final GatewayLifecycle lifecycle;
    private final ServedModels models;
    private final String version;

    ProbesFace(GatewayLifecycle lifecycle, ServedModels models,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.lifecycle = lifecycle;
        this.models = models;
        this.version = version;
    }

    @Override
    public void routes(HttpRoutes routes) {
        routes.open("/health", ERRORS, this::health);
        routes.open("/ping", ERRORS, this::health);
        routes.open("/version", ERRORS, exchange -> exchange.answer(Json.object().put("version", version)));
    }

    private void health(Exchange exchange) {
        lifecycle.requireRunning();
        ModelDirectory.list(models);
        exchange.answer(Json.object().put("status", "ok"));
    }
}
