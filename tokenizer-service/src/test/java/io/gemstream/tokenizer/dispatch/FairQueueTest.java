package io.gemstream.tokenizer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private static final int QUANTUM = 256;
    private static final Duration AGING = Duration.ofSeconds(30);

    private record Job(Lane lane, Tenant tenant, int number, long cost) {

        String id() {
            return lane + "/" + tenant.name() + "/" + number;
        }
    }

    private final FairQueue<Job> queue = new FairQueue<>(QUANTUM, AGING);
    private final Map<String, Integer> numbers = new HashMap<>();

    @Test
    void oneTenantIsServedInItsOrder() {
        for (int i = 0; i < 20; i++) {
            offer(Lane.INTERACTIVE, "a", 100 + 97 * i % 500, 0);
        }
        assertThat(drain(0)).extracting(Job::number).isSorted().hasSize(20);
    }

    @Test
    void aTenantThatComesLateIsServedBesideAFloodNotAfterIt() {
        for (int i = 0; i < 30; i++) {
            offer(Lane.INTERACTIVE, "a", 200, 0);
        }
        for (int i = 0; i < 3; i++) {
            offer(Lane.INTERACTIVE, "b", 200, 0);
        }
        List<String> order = drain(0).stream().map(job -> job.tenant().name()).toList();
        assertThat(order.lastIndexOf("b")).isLessThan(8);
    }

    @Test
    void interactiveGoesFirst() {
        offer(Lane.BATCH, "a", 10, 0);
        offer(Lane.INTERACTIVE, "b", 5_000, 0);
        offer(Lane.INTERACTIVE, "a", 10, 0);
        assertThat(drain(AGING.toMillis() - 1)).extracting(Job::lane)
                .containsExactly(Lane.INTERACTIVE, Lane.INTERACTIVE, Lane.BATCH);
    }

    /** Interactive work comes faster than it is served, for ever. */
    @Test
    void anAgedBatchTaskIsNotStarvedAndTakesOneShare() {
        for (int i = 0; i < 100; i++) {
            offer(Lane.BATCH, "a", 200, 0);
        }
        int batch = 0;
        for (int step = 0; step < 100; step++) {
            long nowMs = AGING.toMillis() + step;
            offer(Lane.INTERACTIVE, "a", 200, nowMs);
            offer(Lane.INTERACTIVE, "b", 200, nowMs);
            if (queue.poll(nowMs).orElseThrow().lane() == Lane.BATCH) {
                batch++;
            }
        }
        assertThat(batch).isBetween(30, 36);
    }

    @Test
    void aYoungBatchTaskBehindAnAgedOneWaitsAgain() {
        offer(Lane.BATCH, "a", 10, 0);
        offer(Lane.BATCH, "a", 10, 20_000);
        offer(Lane.INTERACTIVE, "b", QUANTUM, 20_000);
        offer(Lane.INTERACTIVE, "b", QUANTUM, 20_000);
        assertThat(drain(31_000)).extracting(Job::lane)
                .containsExactly(Lane.INTERACTIVE, Lane.BATCH, Lane.INTERACTIVE, Lane.BATCH);
    }

    /** The bound of the paper, from any moment at which both have work and neither has had any. */
    @RepeatedTest(50)
    void twoTenantsWithWorkDifferByAQuantumAndTheDearestTaskAtMost(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int dearest = 1 + random.nextInt(4_000);
        List<String> tenants = List.of("a", "b", "c").subList(0, 2 + random.nextInt(2));
        for (String tenant : tenants) {
            for (int i = 0; i < 200; i++) {
                offer(Lane.INTERACTIVE, tenant, 1 + random.nextInt(dearest), 0);
            }
        }
        Map<String, Long> served = new HashMap<>();
        Map<String, Integer> left = new HashMap<>();
        tenants.forEach(tenant -> left.put(tenant, 200));
        while (!left.containsValue(0)) {
            Job job = queue.poll(0).orElseThrow();
            served.merge(job.tenant().name(), job.cost(), Long::sum);
            left.merge(job.tenant().name(), -1, Integer::sum);
            long most = tenants.stream().mapToLong(tenant -> served.getOrDefault(tenant, 0L)).max().orElseThrow();
            long least = tenants.stream().mapToLong(tenant -> served.getOrDefault(tenant, 0L)).min().orElseThrow();
            assertThat(most - least).isLessThanOrEqualTo(QUANTUM + dearest);
        }
    }

    /** All pay the same in advance; answers are of any length, and known one task later. */
    @RepeatedTest(50)
    void whatTasksTookIsSharedWhateverTheyPaidInAdvance(RepetitionInfo repetition) {
        Random random = new Random(2_000 + repetition.getCurrentRepetition());
        int longest = 1 + random.nextInt(8_000);
        int advance = 1 + random.nextInt(600);
        Map<String, Long> took = new HashMap<>(Map.of("a", 0L, "b", 0L));
        for (int i = 0; i < 400; i++) {
            offer(Lane.INTERACTIVE, "a", advance, 0);
            offer(Lane.INTERACTIVE, "b", advance, 0);
        }
        for (int i = 0; i < 300; i++) {
            Job job = queue.poll(0).orElseThrow();
            long tokens = job.tenant().name().equals("a") ? longest : random.nextInt(1 + longest / 10);
            queue.charge(job.id(), tokens);
            queue.charge(job.id(), tokens);
            took.merge(job.tenant().name(), tokens, Long::sum);
            assertThat(Math.abs(took.get("a") - took.get("b"))).isLessThanOrEqualTo(QUANTUM + longest + advance);
        }
    }

    @Test
    void aTenantThatComesBackHasNotLeftItsDebtBehindWhileOthersWait() {
        Job dear = offer(Lane.INTERACTIVE, "a", 100, 0);
        offer(Lane.INTERACTIVE, "b", 100, 0);
        assertThat(queue.poll(0)).contains(dear);
        queue.charge(dear.id(), 2_000);
        offer(Lane.INTERACTIVE, "a", 100, 0);
        for (int i = 0; i < 9; i++) {
            offer(Lane.INTERACTIVE, "b", 100, 0);
        }
        assertThat(drain(0).subList(0, 8)).extracting(job -> job.tenant().name()).containsOnly("b");
        Job alone = offer(Lane.INTERACTIVE, "a", 100, 0);
        assertThat(queue.poll(0)).contains(alone);
        queue.charge(alone.id(), 2_000);
        offer(Lane.INTERACTIVE, "b", 300, 0);
        offer(Lane.INTERACTIVE, "a", 100, 0);
        assertThat(drain(0)).as("nobody had waited").extracting(job -> job.tenant().name()).containsExactly("a", "b");
    }

    /** Against a plain list of what was offered and taken out: nothing is lost, doubled, or out of its tenant's order. */
    @RepeatedTest(50)
    void anyMixOfOffersPollsAndRemovalsKeepsTheTasks(RepetitionInfo repetition) {
        Random random = new Random(1_000 + repetition.getCurrentRepetition());
        List<Job> waiting = new ArrayList<>();
        long nowMs = 0;
        for (int step = 0; step < 400; step++) {
            nowMs += random.nextInt(2_000);
            switch (random.nextInt(5)) {
                case 0, 1, 2 -> waiting.add(offer(Lane.values()[random.nextInt(2)],
                        "t" + random.nextInt(4), 1 + random.nextInt(3_000), nowMs));
                case 3 -> {
                    Optional<Job> next = queue.poll(nowMs);
                    assertThat(next.isPresent()).isEqualTo(!waiting.isEmpty());
                    next.ifPresent(job -> {
                        assertThat(waiting.stream().filter(other -> other.lane() == job.lane()
                                && other.tenant().equals(job.tenant())).findFirst()).contains(job);
                        waiting.remove(job);
                    });
                }
                default -> {
                    if (!waiting.isEmpty()) {
                        Job gone = waiting.remove(random.nextInt(waiting.size()));
                        assertThat(queue.remove(gone.id())).contains(gone);
                    }
                }
            }
            for (Lane lane : Lane.values()) {
                assertThat(queue.depth(lane).tokens()).isEqualTo(waiting.stream()
                        .filter(job -> job.lane() == lane).mapToLong(Job::cost).sum());
            }
        }
        assertThat(drain(nowMs)).containsExactlyInAnyOrderElementsOf(waiting);
        assertThat(queue.isEmpty()).isTrue();
    }

    private Job offer(Lane lane, String tenant, long cost, long nowMs) {
        Job job = new Job(lane, new Tenant(tenant), numbers.merge(lane + tenant, 1, Integer::sum), cost);
        queue.offer(lane, job.tenant(), job.id(), cost, nowMs, job);
        return job;
    }

    private List<Job> drain(long nowMs) {
        List<Job> order = new ArrayList<>();
        for (Optional<Job> next = queue.poll(nowMs); next.isPresent(); next = queue.poll(nowMs)) {
            order.add(next.get());
        }
        return order;
    }
}
