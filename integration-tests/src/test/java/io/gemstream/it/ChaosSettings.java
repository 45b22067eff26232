package io.gemstream.it;

import java.time.Duration;

/**
 * The size of a chaos run. A seed fixes the order of faults and of requests, not the timing of processes.
 *
 * @param seed of all that is drawn
 * @param generations that are asked for
 * @param limit after which no further generation is begun
 * @param gateways processes
 * @param tokenizers processes
 * @param workers processes
 * @param clients that ask at once, each for one generation after the other
 */
record ChaosSettings(long seed, int generations, Duration limit, int gateways, int tokenizers, int workers, int clients) {

    /** The shortest lock that the share group allows; a worker is frozen for longer. */
    static final Duration LOCK = Duration.ofSeconds(15);

    /** Every kind of fault once. */
    static ChaosSettings small(long seed) {
        return new ChaosSettings(seed, 40, Duration.ofMinutes(3), 2, 1, 2, 6);
    }

    static ChaosSettings large(long seed, int generations, Duration limit) {
        return new ChaosSettings(seed, generations, limit, 2, 2, 3, 8);
    }
}
