package io.gemstream.gateway;

import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.proto.Lane;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** How much work waits, in seconds of the workers that live: what an autoscaler wants to know. */
@Singleton
public final class BacklogGauges {

    private final MeterRegistry meters;
    private final ModelDirectory models;
    private final OperationIndex index;
    private final Set<String> watched = new HashSet<>();

    BacklogGauges(MeterRegistry meters, ModelDirectory models, OperationIndex index) {
        this.meters = meters;
        this.models = models;
        this.index = index;
    }

    /** Takes up models that are new. Call it now and then, from one thread. */
    void refresh() {
        models.names().stream().filter(watched::add).forEach(this::watch);
    }

    private void watch(String model) {
        for (Lane lane : Lane.values()) {
            Gauge.builder("gemstream.gateway.backlog.seconds", () -> seconds(model, lane))
                    .description("What the waiting generations are expected to take; 0 before a speed is known")
                    .tag("model", model)
                    .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    private double seconds(String model, Lane lane) {
        double speed = models.capacity(model, System.currentTimeMillis()).tokensPerSecond();
        return speed <= 0 ? 0 : index.work(model, speed).tokens(lane) / speed;
    }
}
