package io.gemstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.admission.WaitEstimator.Newcomer;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes first, in small; whether the wait comes true is tested against the tokenizer service's own queue. */
class WaitEstimatorTest {

    private static final long NOW_MS = 1_000_000;
    private static final Capacity ONE_SLOT = new Capacity(1, 10, 1_000);
    private static final Running RUNNING = Running.of(50);
    private static final TenantBacklog FLOOD = backlog(Lane.INTERACTIVE, "a", 30, 0);

    private final WaitEstimator estimator = new WaitEstimator(Duration.ofSeconds(30));

    @Test
    void aTenantWaitsForAllOfItsOwn() {
        assertThat(before(Lane.INTERACTIVE, "a", FLOOD)).isEqualTo(new Backlog(RUNNING, 30, 3_000));
    }

    @Test
    void anotherTenantWaitsForWhatIsReleasedAndForAnEqualShare() {
        assertThat(before(Lane.INTERACTIVE, "b", FLOOD)).isEqualTo(new Backlog(RUNNING, 2, 200));
    }

    @Test
    void anInteractiveRequestDoesNotWaitForBatchWorkThatIsNotReleased() {
        assertThat(before(Lane.INTERACTIVE, "b", backlog(Lane.BATCH, "a", 30, 0)))
                .isEqualTo(new Backlog(RUNNING, 1, 100));
    }

    @Test
    void aBatchRequestWaitsForInteractiveWorkUntilItHasAged() {
        // 30 s at 10 tokens a second: 50 at work, 100 released, 150 more, then an equal share of 100.
        assertThat(before(Lane.BATCH, "b", FLOOD).tokens()).isEqualTo(350);
        assertThat(before(Lane.BATCH, "b", backlog(Lane.INTERACTIVE, "a", 2, 0)).tokens()).isEqualTo(200);
    }

    @Test
    void agedBatchWorkHasAShare() {
        assertThat(before(Lane.INTERACTIVE, "b", backlog(Lane.BATCH, "a", 30, 30_000)))
                .isEqualTo(new Backlog(RUNNING, 2, 200));
    }

    private Backlog before(Lane lane, String tenant, TenantBacklog... waiting) {
        return estimator.before(new Newcomer(lane, new Tenant(tenant), 100),
                new ModelWorkload(RUNNING, List.of(waiting)), ONE_SLOT, NOW_MS);
    }

    private static TenantBacklog backlog(Lane lane, String tenant, int generations, long ageMs) {
        return new TenantBacklog(lane, new Tenant(tenant), generations, 100.0 * generations, NOW_MS - ageMs);
    }
}
