package io.gemstream.gateway.generation;

import io.gemstream.gateway.admission.Backlog;
import io.gemstream.gateway.admission.Capacity;
import io.gemstream.gateway.admission.ModelWorkload;
import io.gemstream.gateway.admission.TenantBacklog;
import io.gemstream.gateway.admission.WaitEstimator;
import io.gemstream.gateway.admission.WaitEstimator.Newcomer;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.proto.Lane;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.service.config.LaneConfig;
import io.gemstream.service.models.ServedModels;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;

/**
 * Estimates how long requests would wait (ADR 7). It is the only place that does so: refusals and metrics name the same
 * numbers.
 */
@Singleton
public final class BacklogEstimates {

    /** The request that a metric speaks of. */
    private static final SamplingOptions USUAL = SamplingDefaults.fill(SamplingOptions.getDefaultInstance(), 0);

    private final Duration most;
    private final WaitEstimator estimator;
    private final ServedModels models;
    private final OperationIndex index;

    BacklogEstimates(GatewayConfig config, LaneConfig laneConfig, ServedModels models, OperationIndex index) {
        this.most = config.maxBacklog();
        this.estimator = new WaitEstimator(laneConfig.batchAging());
        this.models = models;
        this.index = index;
    }

    /**
     * Refuses a request that would wait longer than it may.
     *
     * @throws io.gemstream.proto.GemstreamException BACKLOG_FULL
     */
    void check(PromptRecord prompt, Lane lane, Tenant tenant) {
        Capacity workers = workers(prompt.getModel());
        if (index.generations(prompt.getModel()) < workers.slots()) {
            // It would not wait, so there is nothing to estimate.
            return;
        }
        ModelWorkload workload = index.workload(prompt.getModel(), workers);
        before(prompt.getModel(), prompt.getSampling(), lane, tenant, workload, workers)
                .check(prompt.getModel(), workers, most);
    }

    /** Estimates how long a usual request of the tenant with the most work in the lane would wait for a slot now. */
    public Duration longestWait(String model, Lane lane) {
        Capacity workers = workers(model);
        ModelWorkload workload = index.workload(model, workers);
        Tenant tenant = workload.waiting().stream().filter(backlog -> backlog.lane() == lane)
                .max(Comparator.comparingDouble(TenantBacklog::tokens))
                .map(TenantBacklog::tenant).orElse(Tenant.DEFAULT);
        return before(model, USUAL, lane, tenant, workload, workers).wait(workers);
    }

    /** The generations of a model that run or wait now. */
    public ModelWorkload workload(String model) {
        return index.workload(model, workers(model));
    }

    private Backlog before(String model, SamplingOptions sampling, Lane lane, Tenant tenant,
            ModelWorkload workload, Capacity workers) {
        Newcomer request = new Newcomer(lane, tenant, index.expectedTokens(model, sampling, workers));
        return estimator.before(request, workload, workers, System.currentTimeMillis());
    }

    private Capacity workers(String model) {
        return Capacity.of(models.workers(model));
    }
}
