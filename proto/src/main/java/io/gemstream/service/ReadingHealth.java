package io.gemstream.service;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while every reader of topics gets on. */
@Readiness
@ApplicationScoped
public class ReadingHealth implements HealthCheck {

    private final Readings readings;

    ReadingHealth(Readings readings) {
        this.readings = readings;
    }

    @Override
    public HealthCheckResponse call() {
        var faults = readings.faults();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("kafka-readers").status(faults.isEmpty());
        faults.forEach(response::withData);
        return response.build();
    }
}
