package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.Exchange;
import io.gemstream.gateway.http.HttpFace;
import io.gemstream.gateway.http.HttpRoutes;
import io.gemstream.gateway.http.Json;
import io.gemstream.gateway.http.ModelNames;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Lists models. OpenAI's, Anthropic's and Google's clients all ask at one path, so the answer has the fields of all three,
 * and the context's length by each of the names under which somebody looks for it.
 */
@Singleton
final class ModelsFace implements HttpFace {

    private static final String PATH = "/v1/models";
    /** Nobody knows when a file was made. */
    private static final String CREATED_AT = "1970-01-01T00:00:00Z";

    private final ModelNames names;

    ModelsFace(ModelNames names) {
        this.names = names;
    }

    @Override
    public void routes(HttpRoutes routes) {
        OpenAiErrors errors = new OpenAiErrors();
        routes.get(PATH, errors, exchange -> exchange.answer(list(names.list())));
        routes.get(PATH + "/*", errors, this::one);
    }

    private void one(Exchange exchange) {
        String name = exchange.pathAfter(PATH + "/");
        // Refuses a name that is none, in the one way.
        names.served(name);
        names.list().stream().filter(model -> model.name().equals(name)).findFirst()
                .ifPresent(model -> exchange.answer(model(model)));
    }

    private static ObjectNode list(List<ModelNames.Named> models) {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        ArrayNode google = list.putArray("models");
        for (ModelNames.Named model : models) {
            data.add(model(model));
            google.add(google(Json.object(), model));
        }
        return list.put("has_more", false)
                .put("first_id", models.isEmpty() ? null : models.getFirst().name())
                .put("last_id", models.isEmpty() ? null : models.getLast().name());
    }

    private static ObjectNode model(ModelNames.Named named) {
        int context = named.model().getContextLength();
        ObjectNode model = Json.object()
                .put("id", named.name())
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "gemstream")
                .put("root", named.model().getName())
                .putNull("parent")
                .put("type", "model")
                .put("display_name", named.name())
                .put("created_at", CREATED_AT)
                .put("max_model_len", context)
                .put("context_length", context);
        model.putObject("meta").put("n_ctx", context);
        return google(model, named);
    }

    private static ObjectNode google(ObjectNode model, ModelNames.Named named) {
        model.put("name", "models/" + named.name())
                .put("displayName", named.name())
                .put("inputTokenLimit", named.model().getContextLength())
                .put("outputTokenLimit", named.model().getContextLength());
        model.putArray("supportedGenerationMethods");
        return model;
    }
}
