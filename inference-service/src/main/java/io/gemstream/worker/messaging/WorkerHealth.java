package io.gemstream.worker.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Reports the worker live while its engine is, and ready while topics and group are as they are needed and tasks are
 * taken.
 */
@ApplicationScoped
public class WorkerHealth {

    private final Worker worker;

    WorkerHealth(Worker worker) {
        this.worker = worker;
    }

    @Produces
    @Liveness
    HealthCheck live() {
        return () -> HealthCheckResponse.named("worker-engine").status(worker.alive()).build();
    }

    @Produces
    @Readiness
    HealthCheck ready() {
        return () -> {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("worker").status(worker.ready());
            worker.problem().ifPresent(problem -> response.withData("problem", problem.line()));
            return response.build();
        };
    }
}
