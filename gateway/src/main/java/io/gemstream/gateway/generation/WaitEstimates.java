package io.gemstream.gateway.generation;

import io.gemstream.gateway.admission.Backlog;
import io.gemstream.gateway.admission.Capacity;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.gateway.admission.ServiceOrder;
import io.gemstream.gateway.admission.ServiceOrder.Newcomer;
import io.gemstream.gateway.admission.WaitingLine;
import io.gemstream.gateway.admission.Work;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.proto.Lane;
import io.gemstream.proto.LaneRules;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.SamplingOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;

/** What requests would wait for. The only place that says so: refusals and metrics name the same numbers. */
@Singleton
public final class WaitEstimates {

    /** The request that a metric speaks of. */
    private static final SamplingOptions USUAL = SamplingDefaults.fill(SamplingOptions.getDefaultInstance(), 0);

    private final Duration most;
    private final ServiceOrder order;
    private final ModelDirectory models;
    private final OperationIndex index;

    WaitEstimates(GatewayConfig config, LaneRules rules, ModelDirectory models, OperationIndex index) {
        this.most = config.maxBacklog();
        this.order = new ServiceOrder(rules.batchAging());
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
        Work work = index.work(prompt.getModel(), workers);
        before(prompt.getModel(), prompt.getSampling(), lane, tenant, work, workers)
                .check(prompt.getModel(), workers, most);
    }

    /** How long a usual request would wait for a slot now, of the tenant with the most work in the lane. */
    public Duration longestWait(String model, Lane lane) {
        Capacity workers = workers(model);
        Work work = index.work(model, workers);
        Tenant tenant = work.waiting().stream().filter(line -> line.lane() == lane)
                .max(Comparator.comparingDouble(WaitingLine::tokens))
                .map(WaitingLine::tenant).orElse(Tenant.DEFAULT);
        return before(model, USUAL, lane, tenant, work, workers).wait(workers);
    }

    private Backlog before(String model, SamplingOptions sampling, Lane lane, Tenant tenant, Work work,
            Capacity workers) {
        Newcomer request = new Newcomer(lane, tenant, index.expectedTokens(model, sampling, workers));
        return order.before(request, work, workers, System.currentTimeMillis());
    }

    private Capacity workers(String model) {
        return models.capacity(model, System.currentTimeMillis());
    }
}
