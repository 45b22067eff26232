package io.gemstream.gateway.openai;

import io.gemstream.gateway.http.HttpFace;
import io.gemstream.gateway.http.HttpRoutes;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import jakarta.inject.Singleton;

/** What clients of OpenAI's ask and do not get here. */
@Singleton
final class OtherPaths implements HttpFace {

    @Override
    public void routes(HttpRoutes routes) {
        OpenAiErrors errors = new OpenAiErrors();
        routes.post("/v1/embeddings", errors, (_, _) -> {
            throw new GemstreamException(ErrorReason.NOT_SUPPORTED,
                    "embeddings: Gemma's text models have none (expected: chats, completions, or another server)");
        });
        routes.unknown("/v1/", errors);
    }
}
