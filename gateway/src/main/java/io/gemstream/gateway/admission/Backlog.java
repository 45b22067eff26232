package io.gemstream.gateway.admission;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * The work that waits for a model's workers, in tokens to generate.
 *
 * @param generations accepted and not ended
 * @param tokens what they are expected to generate yet
 */
public record Backlog(int generations, double tokens) {

    /** Nothing to do. */
    public static final Backlog NONE = new Backlog(0, 0);

    /**
     * How long a request would wait for a slot: what is still to be generated, over the workers' speed. When a slot
     * gets free the others are halfway through theirs, on average, so that half is no wait.
     *
     * @return zero where a slot is free or nothing is known of the workers' speed
     */
    public Duration wait(Capacity workers) {
        if (generations < workers.slots() || workers.tokensPerSecond() <= 0) {
            return Duration.ZERO;
        }
        double halves = tokens / generations * (workers.slots() - 1) / 2;
        double left = Math.max(0, tokens - halves);
        return Duration.ofMillis(Math.round(left / workers.tokensPerSecond() * 1_000));
    }

    /**
     * Refuses a request that would wait longer than {@code most}, with BACKLOG_FULL and the time after which it would
     * not.
     */
    public void check(String model, Capacity workers, Duration most) {
        Duration wait = wait(workers);
        if (wait.compareTo(most) > 0) {
            throw new GemstreamException(ErrorReason.BACKLOG_FULL, String.format(Locale.ROOT,
                    "%s: %d generations, %.1f s of work ahead (expected: at most %.1f s)", model, generations,
                    wait.toMillis() / 1e3, most.toMillis() / 1e3),
                    Map.of("model", model, "estimated_wait_ms", Long.toString(wait.toMillis())))
                    .retryAfter(wait.minus(most));
        }
    }
}
