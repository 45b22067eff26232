package io.gemstream.gateway;

import io.gemstream.gateway.admission.TenantBacklog;
import io.gemstream.gateway.generation.BacklogEstimates;
import io.gemstream.gateway.generation.GenerationMetrics;
import io.gemstream.proto.Lane;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.models.ServedModels;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Publishes how long a request would wait in each lane, for autoscalers; BACKLOG_FULL goes by the same estimates. And what
 * runs and waits, of all gateways together, and how full the workers' caches are, under the names of vLLM.
 */
@Singleton
public final class BacklogGauges {

    private final MeterRegistry meters;
    private final ServedModels models;
    private final BacklogEstimates estimates;
    private final Set<String> watched = new HashSet<>();

    BacklogGauges(MeterRegistry meters, ServedModels models, BacklogEstimates estimates) {
        this.meters = meters;
        this.models = models;
        this.estimates = estimates;
    }

    /** Takes up models that are new. Call it now and then, from one thread. */
    void refresh() {
        models.names().stream().filter(watched::add).forEach(this::watch);
    }

    private void watch(String model) {
        Gauge.builder("vllm:num.requests.running", () -> estimates.workload(model).running().generations())
                .tags(GenerationMetrics.tags(model))
                .register(meters);
        Gauge.builder("vllm:num.requests.waiting", () -> estimates.workload(model).waiting().stream()
                        .mapToInt(TenantBacklog::generations).sum())
                .tags(GenerationMetrics.tags(model))
                .register(meters);
        // 1 is all of it, whatever the name says.
        Gauge.builder("vllm:kv.cache.usage.perc", () -> kvCacheUsed(models.workers(model)))
                .tags(GenerationMetrics.tags(model))
                .register(meters);
        for (Lane lane : Lane.values()) {
            Gauge.builder("gemstream.gateway.backlog.seconds",
                            () -> estimates.longestWait(model, lane).toMillis() / 1e3)
                    .description("Expected wait for a slot in the lane's longest line; 0 where one is free or no speed is known")
                    .tag("model", model)
                    .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    /** The share of the caches of all workers together, as their latest heartbeats say; 0 where there is none. */
    static double kvCacheUsed(List<ModelRecord> workers) {
        long tokens = workers.stream().mapToLong(ModelRecord::getKvCacheTokens).sum();
        double used = workers.stream().mapToDouble(worker -> worker.getKvCacheUsed() * worker.getKvCacheTokens()).sum();
        return tokens == 0 ? 0 : used / tokens;
    }
}
