package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.Exchange;
import io.gemstream.gateway.http.HttpFace;
import io.gemstream.gateway.http.HttpRoutes;
import io.gemstream.gateway.http.Json;
import io.gemstream.gateway.http.ModelNames;
import jakarta.inject.Singleton;

/** Health and metadata over HTTP. Probes have no keys, and go by the status. Source: inference_rest.md of the protocol. */
@Singleton
final class MetadataFace implements HttpFace {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Metadata metadata;
    private final ModelNames names;

    MetadataFace(Metadata metadata, ModelNames names) {
        this.metadata = metadata;
        this.names = names;
    }

    @Override
    public void routes(HttpRoutes routes) {
        GenerateErrors errors = new GenerateErrors();
        routes.open("/v2/health/live", errors, exchange -> exchange.answer(Json.object().put("live", true)));
        routes.open("/v2/health/ready", errors, exchange -> ready(exchange, Json.object(), metadata.ready()));
        routes.get("/v2", errors, exchange -> exchange.answer(JsonAnswers.of(metadata.server())));
        for (String model : ModelPath.PATHS) {
            routes.get(model, errors, this::model);
            routes.open(model + "/ready", errors, this::modelReady);
        }
        routes.unknown("/v2/", errors);
    }

    private void model(Exchange exchange) {
        ModelPath path = ModelPath.of(exchange);
        exchange.answer(JsonAnswers.of(metadata.model(names.own(path.model()), path.version())));
    }

    private void modelReady(Exchange exchange) {
        ModelPath path = ModelPath.of(exchange);
        ready(exchange, Json.object().put("name", path.model()), metadata.ready(names.own(path.model()), path.version()));
    }

    private static void ready(Exchange exchange, ObjectNode body, boolean ready) {
        exchange.answer(ready ? OK : UNAVAILABLE, body.put("ready", ready));
    }
}
