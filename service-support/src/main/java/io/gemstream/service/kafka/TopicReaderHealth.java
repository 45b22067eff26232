package io.gemstream.service.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Reports the process ready while every reader of topics gets on (ADR 22). */
@Readiness
@ApplicationScoped
public class TopicReaderHealth implements HealthCheck {

    private final TopicReaders topicReaders;

    TopicReaderHealth(TopicReaders topicReaders) {
        this.topicReaders = topicReaders;
    }

    @Override
    public HealthCheckResponse call() {
        var faults = topicReaders.faults();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("kafka-readers").status(faults.isEmpty());
        faults.forEach(response::withData);
        return response.build();
    }
}
