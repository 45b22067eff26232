package io.gemstream.gateway.admission;

import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Estimates the work that goes before a request, by the order in which tokenizer services release tasks (ADR 7,
 * ADR 11). Pure.
 *
 * <pre>
 *   as many as there are slots      released already, whoever comes
 *   the tenant's own in the lane    all, in their order
 *   another tenant's in the lane    as many tokens as the own and the request have: shares are equal
 *   batch work, once it has aged    as another tenant's
 *   interactive work                before a batch request: what is served until its tenant's batch work has aged,
 *                                   then as another tenant's
 * </pre>
 *
 * <p>Requests that come later and go first are not known here.
 *
 * @param aging how long batch work waits for interactive work
 */
public record WaitEstimator(Duration aging) {

    /**
     * A request that is to be taken on.
     *
     * @param tokens that it is expected to generate
     */
    public record Newcomer(Lane lane, Tenant tenant, double tokens) {}

    /**
     * The work before a request.
     *
     * @param workers of the model
     * @param nowMs milliseconds since 1970
     */
    public Backlog before(Newcomer request, ModelWorkload workload, Capacity workers, long nowMs) {
        List<TenantBacklog> released = released(workload.waiting(), workers.slots(), nowMs);
        List<TenantBacklog> held = new ArrayList<>();
        for (int i = 0; i < released.size(); i++) {
            held.add(workload.waiting().get(i).without(released.get(i).generations()));
        }
        Snapshot snapshot = new Snapshot(request, workload, released, held);
        if (request.lane() == Lane.INTERACTIVE) {
            Duration wait = snapshot.before(0, backlog -> share(backlog, nowMs, Duration.ZERO)).wait(workers);
            return snapshot.before(0, backlog -> share(backlog, nowMs, wait));
        }
        return snapshot.before(untilAgedMs(request, workload, nowMs) / 1e3 * workers.tokensPerSecond(), _ -> 1);
    }

    /** The part of the time {@code wait} in which a tenant's backlog has a share beside interactive ones. */
    private double share(TenantBacklog backlog, long nowMs, Duration wait) {
        double untilMs = backlog.lane() == Lane.INTERACTIVE
                ? 0 : Math.max(0, aging.toMillis() - (nowMs - backlog.oldestMs()));
        return untilMs == 0 ? 1 : Math.max(0, 1 - untilMs / Math.max(1, wait.toMillis()));
    }

    /** The backlogs as they stand before a request, released and held. */
    private record Snapshot(
            Newcomer request, ModelWorkload workload, List<TenantBacklog> released, List<TenantBacklog> held) {

        /**
         * Adds up.
         *
         * @param agingTokens what the workers generate until the request's backlog has a share beside interactive ones
         * @param share part of an equal share that a backlog has
         */
        Backlog before(double agingTokens, ToDoubleFunction<TenantBacklog> share) {
            double own = held.stream().filter(this::own).mapToDouble(TenantBacklog::tokens).sum();
            double horizon = own + request.tokens();
            double generations = released.stream().mapToDouble(TenantBacklog::generations).sum();
            double tokens = released.stream().mapToDouble(TenantBacklog::tokens).sum();
            double atWork = workload.running().tokens();
            double ahead = Math.max(0, agingTokens - atWork - tokens) / Math.max(1, held.stream()
                    .filter(backlog -> backlog.lane() == Lane.INTERACTIVE && backlog.tokens() > 0).count());
            for (TenantBacklog backlog : held) {
                if (backlog.tokens() > 0) {
                    double first = own(backlog) ? backlog.tokens() : Math.min(backlog.tokens(),
                            horizon * share.applyAsDouble(backlog) + (backlog.lane() == Lane.INTERACTIVE ? ahead : 0));
                    tokens += first;
                    generations += backlog.generations() * first / backlog.tokens();
                }
            }
            return new Backlog(workload.running(), (int) Math.round(generations), tokens);
        }

        private boolean own(TenantBacklog backlog) {
            return backlog.same(request.lane(), request.tenant());
        }
    }

    /**
     * The part of each backlog that lies ready for the next slot: as many in all as there are slots, the first lane's
     * first.
     */
    private List<TenantBacklog> released(List<TenantBacklog> backlogs, int slots, long nowMs) {
        int[] taken = new int[backlogs.size()];
        int left = slots;
        for (boolean first : new boolean[] {true, false}) {
            List<Integer> lane = new ArrayList<>();
            for (int i = 0; i < backlogs.size(); i++) {
                if (first == (backlogs.get(i).lane() == Lane.INTERACTIVE || aged(backlogs.get(i), nowMs))) {
                    lane.add(i);
                }
            }
            lane.sort(Comparator.comparingLong(i -> backlogs.get(i).oldestMs()));
            for (boolean any = true; any && left > 0; ) {
                any = false;
                for (int i : lane) {
                    if (left > 0 && taken[i] < backlogs.get(i).generations()) {
                        taken[i]++;
                        left--;
                        any = true;
                    }
                }
            }
        }
        List<TenantBacklog> released = new ArrayList<>();
        for (int i = 0; i < backlogs.size(); i++) {
            TenantBacklog backlog = backlogs.get(i);
            released.add(backlog.without(backlog.generations() - taken[i]));
        }
        return released;
    }

    private boolean aged(TenantBacklog backlog, long nowMs) {
        return backlog.lane() == Lane.BATCH && nowMs - backlog.oldestMs() >= aging.toMillis();
    }

    private long untilAgedMs(Newcomer request, ModelWorkload workload, long nowMs) {
        long sinceMs = workload.waiting().stream().filter(backlog -> backlog.same(request.lane(), request.tenant()))
                .mapToLong(TenantBacklog::oldestMs).findFirst().orElse(nowMs);
        return Math.max(0, aging.toMillis() - (nowMs - sinceMs));
    }
}
