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
    public Backlog before(Newcomer request, ModelWorkload work, Capacity workers, long nowMs) {
        List<TenantBacklog> released = released(work.waiting(), workers.slots(), nowMs);
        List<TenantBacklog> held = new ArrayList<>();
        for (int i = 0; i < released.size(); i++) {
            held.add(work.waiting().get(i).without(released.get(i).generations()));
        }
        Order order = new Order(request, work, released, held);
        if (request.lane() == Lane.INTERACTIVE) {
            Duration wait = order.before(0, line -> share(line, nowMs, Duration.ZERO)).wait(workers);
            return order.before(0, line -> share(line, nowMs, wait));
        }
        return order.before(untilAgedMs(request, work, nowMs) / 1e3 * workers.tokensPerSecond(), _ -> 1);
    }

    /** The part of the time {@code wait} in which a line has a share beside interactive ones. */
    private double share(TenantBacklog line, long nowMs, Duration wait) {
        double untilMs = line.lane() == Lane.INTERACTIVE ? 0 : Math.max(0, aging.toMillis() - (nowMs - line.oldestMs()));
        return untilMs == 0 ? 1 : Math.max(0, 1 - untilMs / Math.max(1, wait.toMillis()));
    }

    /** The lines as they stand before a request, released and held. */
    private record Order(Newcomer request, ModelWorkload work, List<TenantBacklog> released, List<TenantBacklog> held) {

        /**
         * Adds up.
         *
         * @param agingTokens what the workers generate until the request's line has a share beside interactive ones
         * @param share part of an equal share that a line has
         */
        Backlog before(double agingTokens, ToDoubleFunction<TenantBacklog> share) {
            double own = held.stream().filter(this::own).mapToDouble(TenantBacklog::tokens).sum();
            double horizon = own + request.tokens();
            double generations = released.stream().mapToDouble(TenantBacklog::generations).sum();
            double tokens = released.stream().mapToDouble(TenantBacklog::tokens).sum();
            double atWork = work.running().stream().mapToDouble(left -> left).sum();
            double ahead = Math.max(0, agingTokens - atWork - tokens) / Math.max(1, held.stream()
                    .filter(line -> line.lane() == Lane.INTERACTIVE && line.tokens() > 0).count());
            for (TenantBacklog line : held) {
                if (line.tokens() > 0) {
                    double first = own(line) ? line.tokens() : Math.min(line.tokens(),
                            horizon * share.applyAsDouble(line) + (line.lane() == Lane.INTERACTIVE ? ahead : 0));
                    tokens += first;
                    generations += line.generations() * first / line.tokens();
                }
            }
            return new Backlog(work.running(), (int) Math.round(generations), tokens);
        }

        private boolean own(TenantBacklog line) {
            return line.same(request.lane(), request.tenant());
        }
    }

    /**
     * The part of each line that lies ready for the next slot: as many in all as there are slots, the first lane's
     * first.
     */
    private List<TenantBacklog> released(List<TenantBacklog> lines, int slots, long nowMs) {
        int[] taken = new int[lines.size()];
        int left = slots;
        for (boolean first : new boolean[] {true, false}) {
            List<Integer> lane = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                if (first == (lines.get(i).lane() == Lane.INTERACTIVE || aged(lines.get(i), nowMs))) {
                    lane.add(i);
                }
            }
            lane.sort(Comparator.comparingLong(i -> lines.get(i).oldestMs()));
            for (boolean any = true; any && left > 0; ) {
                any = false;
                for (int i : lane) {
                    if (left > 0 && taken[i] < lines.get(i).generations()) {
                        taken[i]++;
                        left--;
                        any = true;
                    }
                }
            }
        }
        List<TenantBacklog> released = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            TenantBacklog line = lines.get(i);
            released.add(line.without(line.generations() - taken[i]));
        }
        return released;
    }

    private boolean aged(TenantBacklog line, long nowMs) {
        return line.lane() == Lane.BATCH && nowMs - line.oldestMs() >= aging.toMillis();
    }

    private long untilAgedMs(Newcomer request, ModelWorkload work, long nowMs) {
        long sinceMs = work.waiting().stream().filter(line -> line.same(request.lane(), request.tenant()))
                .mapToLong(TenantBacklog::oldestMs).findFirst().orElse(nowMs);
        return Math.max(0, aging.toMillis() - (nowMs - sinceMs));
    }
}
