package io.gemstream.tokenizer.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Reports the service ready once the vocabularies are read and while the topics are as they are needed. */
@Readiness
@ApplicationScoped
public class TokenizerReadiness implements HealthCheck {

    private final TokenizerStart start;
    private final TokenizerPresence presence;
    private final TokenizerTopics topics;

    TokenizerReadiness(TokenizerStart start, TokenizerPresence presence, TokenizerTopics topics) {
        this.start = start;
        this.presence = presence;
        this.topics = topics;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("tokenizer")
                .status(presence.ready())
                .withData("models", start.models().size());
        topics.problem().ifPresent(problem -> response.withData("problem", problem.line()));
        return response.build();
    }
}
