package io.gemstream.it;

import java.util.Random;

/**
 * The size of a fuzzing run. A seed fixes what is asked, not who meets whom.
 *
 * @param seed of all that is drawn
 * @param requests in all; every twentieth goes to a topic of prompts
 * @param callers that ask at once
 */
record FuzzSettings(long seed, long requests, int callers) {

    /** The golden ratio. Generators of neighbouring seeds begin with nearly the same numbers, and a few methods would be all. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    static FuzzSettings small(long seed) {
        return new FuzzSettings(seed, 2_000, 48);
    }

    static FuzzSettings large(long seed, long requests) {
        return new FuzzSettings(seed, requests, 48);
    }

    /** The generator of one request, which can be drawn again alone. */
    Random random(long request) {
        return new Random((seed * 1_000_003 + request) * SPREAD);
    }
}
