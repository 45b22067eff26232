package io.gemstream.tokenizerservice.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the vocabularies are read and the topics are there. */
@Readiness
@ApplicationScoped
public class TokenizerReadiness implements HealthCheck {

    private final TokenizerStart start;
    private final TokenizerPresence presence;

    TokenizerReadiness(TokenizerStart start, TokenizerPresence presence) {
        this.start = start;
        this.presence = presence;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tokenizer")
                .status(presence.ready())
                .withData("models", start.models().size())
                .build();
    }
}
