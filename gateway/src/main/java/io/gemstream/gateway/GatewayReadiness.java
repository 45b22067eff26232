package io.gemstream.gateway;

import io.gemstream.service.models.ServedModels;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports the gateway ready while requests would be taken: Kafka has answered since the start, its topics are as they
 * are needed, and the process does not end.
 */
@Readiness
@Singleton
public final class GatewayReadiness implements HealthCheck {

    private final ServedModels models;
    private final GatewayLifecycle lifecycle;
    private final GatewayTopics topics;

    GatewayReadiness(ServedModels models, GatewayLifecycle lifecycle, GatewayTopics topics) {
        this.models = models;
        this.lifecycle = lifecycle;
        this.topics = topics;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("gateway")
                .status(models.loaded() && lifecycle.serving())
                .withData("modelsRead", models.loaded())
                .withData("stopping", lifecycle.stopping());
        topics.problem().ifPresent(problem -> response.withData("problem", problem.line()));
        return response.build();
    }
}
