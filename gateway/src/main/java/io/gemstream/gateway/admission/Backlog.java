package io.gemstream.gateway.admission;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The work that a model's workers have to do before a request (ADR 7).
 *
 * @param running generations at work
 * @param waiting generations that go first
 * @param tokens that those are expected to generate
 */
public record Backlog(Running running, int waiting, double tokens) {

    /** Generations per slot that are played through one by one; those before them take as long on every slot. */
    private static final int PLAYED = 16;

    /** Slots that are played through; of more than these so many, with as large a part of the queue. */
    private static final int PLAYED_SLOTS = Running.LOOKED_AT;

    /** An estimate says nothing of times further away: by then most of what it counted has come out otherwise. */
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    /** Generations that were accepted, have not ended, and go first. */
    public int generations() {
        return running.generations() + waiting;
    }

    /**
     * Estimates how long a request would wait for a slot. The queue is played through: every slot is free when what
     * runs on it has ended, then takes the next generation, of average length, and the request takes the first slot
     * after those.
     *
     * @return zero where a slot is free or nothing is known of the workers' speed
     */
    public Duration wait(Capacity workers) {
        if (generations() < workers.slots() || workers.tokensPerSecond() <= 0 || workers.slots() == 0) {
            return Duration.ZERO;
        }
        double slotTokensPerSecond = workers.tokensPerSecond() / workers.slots();
        return Duration.ofMillis(Math.round(untilFree(workers.slots()) / slotTokensPerSecond * 1_000));
    }

    /**
     * Refuses a request that would wait longer than {@code most}, with BACKLOG_FULL and the time after which it would
     * not. One that would be the next is taken: nobody who came later would have a slot earlier.
     */
    public void check(String model, Capacity workers, Duration most) {
        Duration wait = wait(workers);
        if (queued(workers.slots()) > 0 && wait.compareTo(most) > 0) {
            throw new GemstreamException(ErrorReason.BACKLOG_FULL, String.format(Locale.ROOT,
                    "%s: %d generations, %.1f s of work ahead (expected: at most %.1f s)", model, generations(),
                    wait.toMillis() / 1e3, most.toMillis() / 1e3),
                    Map.of("model", model, "estimated_wait_ms", Long.toString(wait.toMillis())))
                    .retryAfter(Collections.min(List.of(wait.minus(most), LONGEST_DELAY)));
        }
    }

    /** Generations without a slot. */
    private int queued(int slots) {
        return waiting + Math.max(0, running.generations() - slots);
    }

    /** Tokens that the slot which is free first generates until then. */
    private double untilFree(int slots) {
        List<Double> left = running.left().stream().sorted().toList();
        // More at work than there are slots: their worker is gone, and they wait for another.
        int withSlot = Math.min(running.generations(), slots);
        int atWork = (int) Math.round((double) left.size() * withSlot / Math.max(1, running.generations()));
        double displaced = running.times(left.stream().skip(atWork).mapToDouble(tokens -> tokens).sum());
        int queued = queued(slots);
        double length = queued == 0 ? 0 : (tokens + displaced) / queued;

        int played = Math.min(slots, PLAYED_SLOTS);
        double part = (double) played / slots;
        int busy = (int) Math.round(withSlot * part);
        int queue = (int) Math.round(queued * part);
        int rounds = Math.max(0, queue / played - PLAYED);
        PriorityQueue<Double> free = new PriorityQueue<>();
        for (int slot = 0; slot < played; slot++) {
            free.add((slot < busy ? left.get(slot * atWork / busy) : 0) + rounds * length);
        }
        for (int next = rounds * played; next < queue; next++) {
            free.add(free.remove() + length);
        }
        return free.remove();
    }
}
