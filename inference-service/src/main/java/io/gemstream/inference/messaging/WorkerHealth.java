package io.gemstream.inference.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Live while the engine is; ready once topics and group are there and tasks are taken. */
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
        return () -> HealthCheckResponse.named("worker").status(worker.ready()).build();
    }
}
