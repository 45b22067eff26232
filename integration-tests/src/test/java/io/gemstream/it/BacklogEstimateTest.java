package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gateway.admission.Capacity;
import io.gemstream.gateway.admission.ModelWorkload;
import io.gemstream.gateway.admission.Running;
import io.gemstream.gateway.admission.TenantBacklog;
import io.gemstream.gateway.admission.WaitEstimator;
import io.gemstream.gateway.admission.WaitEstimator.Newcomer;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.tokenizer.dispatch.FairQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The wait that a gateway names against the wait that comes: slots that share a speed serve the tokenizer service's own
 * queue, lengths are as announced, and nothing comes later. The estimate knows what the rows say: who waits where with
 * how many tokens in all, and how far those at work have come.
 */
class BacklogEstimateTest {

    private static final int QUANTUM = 256;
    private static final Duration AGING = Duration.ofSeconds(30);
    private static final double SLOT_TOKENS_PER_SECOND = 40;
    private static final int LONGEST = 500;
    private static final int RUNS = 100;
    private static final Tenant ME = new Tenant("me");

    private record Job(Lane lane, Tenant tenant, int length, long createdMs) {}

    /** A job at work. */
    private record Busy(Job job, double endsMs) {}

    /** Slots, the window of as many tasks as there are slots, and the queue before it. */
    private static final class Service {

        private final int slots;
        private final FairQueue<Job> queue = new FairQueue<>(QUANTUM, AGING);
        private final ArrayDeque<Job> window = new ArrayDeque<>();
        private final PriorityQueue<Busy> busy = new PriorityQueue<>(Comparator.comparingDouble(Busy::endsMs));
        private final List<Job> waiting = new ArrayList<>();
        private double nowMs;
        private int number;

        Service(int slots) {
            this.slots = slots;
        }

        void offer(Job job) {
            waiting.add(job);
            queue.offer(job.lane(), job.tenant(), "job-" + number++, job.length(), (long) nowMs, job);
            fill();
        }

        /** Lets time pass up to the next end or {@code untilMs}, whichever comes first. */
        void advance(double untilMs) {
            if (busy.isEmpty() || busy.peek().endsMs() > untilMs) {
                nowMs = untilMs;
                return;
            }
            nowMs = busy.remove().endsMs();
            fill();
        }

        private void fill() {
            while (true) {
                while (busy.size() < slots && !window.isEmpty()) {
                    Job job = window.removeFirst();
                    waiting.remove(job);
                    busy.add(new Busy(job, nowMs + job.length() / SLOT_TOKENS_PER_SECOND * 1e3));
                }
                if (window.size() == slots) {
                    return;
                }
                Optional<Job> next = queue.poll((long) nowMs);
                if (next.isEmpty()) {
                    return;
                }
                window.addLast(next.get());
            }
        }

        ModelWorkload work() {
            Map<List<Object>, List<Job>> lines = waiting.stream()
                    .collect(Collectors.groupingBy(job -> List.of(job.lane(), job.tenant())));
            return new ModelWorkload(
                    Running.of(busy.stream()
                            .mapToDouble(job -> (job.endsMs() - nowMs) / 1e3 * SLOT_TOKENS_PER_SECOND).toArray()),
                    lines.values().stream().map(line -> new TenantBacklog(line.getFirst().lane(),
                            line.getFirst().tenant(), line.size(), line.stream().mapToInt(Job::length).sum(),
                            line.getFirst().createdMs())).toList());
        }
    }

    /** Who waits when the request comes: see {@link #offer}. */
    private enum Scene { ONE_TENANT, THREE_TENANTS, NEWCOMER, BATCH_ONLY, BOTH_LANES }

    private record Waits(double estimateMs, double truthMs) {

        double error() {
            return Math.abs(estimateMs - truthMs);
        }

        boolean withinAFifth() {
            return error() <= truthMs / 5;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void theEstimateIsWithinAFifthOfTheTrueWait(int slots) {
        for (Scene scene : Scene.values()) {
            List<Waits> all = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                all.add(play(scene, slots, new Random(run)));
            }
            List<Waits> minutes = all.stream().filter(waits -> waits.truthMs() > 60_000).toList();
            assertMost(Waits::withinAFifth, minutes, scene, slots);
            // Lengths and turns are known on average only, so a short wait may be off by the next two generations.
            assertMost(waits -> waits.withinAFifth()
                    || waits.error() < 2 * LONGEST / SLOT_TOKENS_PER_SECOND * 1e3, all, scene, slots);
        }
    }

    /** Nearly all: the requests of a run are drawn, and where batch work ages in between some turns fall together badly. */
    private static void assertMost(Predicate<Waits> good, List<Waits> waits, Scene scene, int slots) {
        assertThat(waits.stream().filter(good).count()).as("%s, %d slots: of %s", scene, slots, waits)
                .isGreaterThanOrEqualTo((long) (waits.size() * (scene == Scene.BOTH_LANES ? 0.90 : 0.98)));
    }

    private static Waits play(Scene scene, int slots, Random random) {
        Service service = new Service(slots);
        for (int jobs = slots * (5 + random.nextInt(100)); jobs > 0; jobs--) {
            offer(scene, service, random);
            service.advance(service.nowMs + random.nextInt(400));
        }
        Lane lane = scene == Scene.BATCH_ONLY || scene == Scene.BOTH_LANES && random.nextBoolean()
                ? Lane.BATCH : Lane.INTERACTIVE;
        Job job = new Job(lane, ME, length(random), (long) service.nowMs);
        Capacity workers = new Capacity(slots, slots * SLOT_TOKENS_PER_SECOND, LONGEST);
        double estimateMs = new WaitEstimator(AGING)
                .before(new Newcomer(lane, ME, job.length()), service.work(), workers, job.createdMs())
                .wait(workers).toMillis();
        double fromMs = service.nowMs;
        service.offer(job);
        while (service.waiting.contains(job)) {
            service.advance(Double.MAX_VALUE);
        }
        return new Waits(estimateMs, service.nowMs - fromMs);
    }

    private static void offer(Scene scene, Service service, Random random) {
        Tenant other = new Tenant("other-" + random.nextInt(2));
        Tenant tenant = switch (scene) {
            case ONE_TENANT -> ME;
            case NEWCOMER -> other;
            case THREE_TENANTS, BATCH_ONLY, BOTH_LANES -> random.nextInt(3) == 0 ? ME : other;
        };
        Lane lane = switch (scene) {
            case ONE_TENANT, THREE_TENANTS, NEWCOMER -> Lane.INTERACTIVE;
            case BATCH_ONLY -> Lane.BATCH;
            case BOTH_LANES -> random.nextBoolean() ? Lane.BATCH : Lane.INTERACTIVE;
        };
        service.offer(new Job(lane, tenant, length(random), (long) service.nowMs));
    }

    private static int length(Random random) {
        return 50 + random.nextInt(LONGEST - 50);
    }
}
