package io.gemstream.gateway;

import io.gemstream.gateway.admission.ModelDirectory;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while requests would be taken: Kafka has answered since the start, and the process does not end. */
@Readiness
@Singleton
public final class GatewayReadiness implements HealthCheck {

    private final ModelDirectory models;
    private final GatewayLifecycle lifecycle;

    GatewayReadiness(ModelDirectory models, GatewayLifecycle lifecycle) {
        this.models = models;
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("gateway")
                .status(models.loaded() && !lifecycle.stopping())
                .withData("modelsRead", models.loaded())
                .withData("stopping", lifecycle.stopping())
                .build();
    }
}
