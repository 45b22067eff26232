package io.gemstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.Collections;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BacklogTest {

    @Test
    void thereIsNoWaitWhereASlotIsFreeOrNothingIsKnown() {
        assertThat(new Backlog(Running.of(900.0, 900.0), 1, 1_000).wait(workers(4, 100))).isZero();
        assertThat(new Backlog(Running.of(900.0), 8, 9_000).wait(workers(4, 0))).isZero();
        assertThat(new Backlog(Running.of(), 0, 0).wait(workers(0, 0))).isZero();
    }

    @Test
    void oneSlotWaitsForAllThatIsLeft() {
        assertThat(new Backlog(Running.of(50.0), 2, 200).wait(workers(1, 10))).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void withNothingElseWaitingTheFirstEndIsWaitedFor() {
        assertThat(new Backlog(Running.of(400.0, 30.0, 200.0, 90.0), 0, 0).wait(workers(4, 40)))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(new Backlog(Running.of(400.0, 30.0, 200.0, 90.0), 1, 50).wait(workers(4, 40)))
                .isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void whatRunsBeyondTheSlotsWaitsForThemToo() {
        assertThat(new Backlog(Running.of(10.0, 40.0), 1, 20).wait(workers(1, 10))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void refusesWithTheTimeUntilItWouldNot() {
        Backlog backlog = new Backlog(Running.of(50.0), 2, 200);
        Capacity workers = workers(1, 10);
        assertThatCode(() -> backlog.check("m", workers, Duration.ofSeconds(25))).doesNotThrowAnyException();
        assertThatThrownBy(() -> backlog.check("m", workers, Duration.ofSeconds(5)))
                .isInstanceOfSatisfying(GemstreamException.class, full -> {
                    assertThat(full.reason()).isEqualTo(ErrorReason.BACKLOG_FULL);
                    assertThat(full.retryAfter()).contains(Duration.ofSeconds(20));
                    assertThat(full.metadata()).containsEntry("estimated_wait_ms", "25000");
                });
    }

    @Test
    void theNextForASlotIsTakenHoweverLongThoseAtWorkMayGoOn() {
        Backlog fourAtWork = new Backlog(Running.of(9e6, 9e6, 9e6, 9e6), 0, 0);
        assertThat(fourAtWork.wait(workers(4, 10))).isGreaterThan(Duration.ofDays(1));
        assertThatCode(() -> fourAtWork.check("m", workers(4, 10), Duration.ofMinutes(5))).doesNotThrowAnyException();
        assertThatThrownBy(() -> new Backlog(fourAtWork.running(), 1, 9).check("m", workers(4, 10), Duration.ofMinutes(5)))
                .isInstanceOfSatisfying(GemstreamException.class, full ->
                        assertThat(full.retryAfter()).contains(Duration.ofMinutes(5)));
    }

    private static Capacity workers(int slots, double tokensPerSecond) {
        return new Capacity(slots, tokensPerSecond, 10_000_000);
    }

    /** A queue served first come, first served by slots that share the workers' speed, against the estimate. */
    @Test
    void theEstimateIsWithinAFifthOfASimulatedQueue() {
        Random random = new Random(3);
        for (int slots : new int[] {1, 2, 4, 8}) {
            for (int queued : new int[] {6 * slots, 20 * slots}) {
                check(Running.NONE, new double[slots], random.doubles(queued, 50, 500).toArray());
            }
        }
    }

    @Test
    void soItIsWhereThereAreTooManySlotsToLookAtEach() {
        Random random = new Random(4);
        for (int slots : new int[] {300, 4_000, 20_000}) {
            for (int queued : new int[] {slots / 2, 6 * slots, 20 * slots}) {
                double[] left = random.doubles(slots, 0, 500).toArray();
                Running running = new Running(
                        slots, DoubleStream.of(left).limit(Running.LOOKED_AT).boxed().toList());
                check(running, left, random.doubles(queued, 50, 500).toArray());
            }
        }
    }

    @Test
    void ofManyWithoutASlotTheirPartWaits() {
        // Nine tenths have no slot: 900 of 100 tokens each, before 100 more.
        Running running = new Running(1_000, Collections.nCopies(Running.LOOKED_AT, 100.0));
        assertThat(new Backlog(running, 100, 10_000).wait(workers(100, 1_000)).toMillis() / 1e3).isCloseTo(110, within(1.0));
    }

    private static void check(Running running, double[] left, double[] lengths) {
        double truth = untilASlotIsFree(left, lengths);
        Backlog backlog = new Backlog(running, lengths.length, DoubleStream.of(lengths).sum());
        assertThat(backlog.wait(workers(left.length, left.length)).toMillis() / 1e3)
                .as("%d slots, %d queued", left.length, lengths.length)
                .isCloseTo(truth, within(truth / 5));
    }

    /** In seconds, where a slot generates a token in one. */
    private static double untilASlotIsFree(double[] left, double[] lengths) {
        PriorityQueue<Double> free = new PriorityQueue<>();
        DoubleStream.of(left).forEach(free::add);
        for (double length : lengths) {
            free.add(free.remove() + length);
        }
        return free.remove();
    }
}
