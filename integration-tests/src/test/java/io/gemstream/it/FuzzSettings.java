package io.gemstream.it;

import java.util.Random;

/**
 * The size of a fuzzing run. A seed fixes what is asked, not who meets whom.
 *
 * @param seed of all that is drawn
 * @param requests in all; every second one goes to the prompts topic
 * @param batch so many are asked before all that were accepted must have ended
 * @param callers that ask over gRPC at once
 */
record FuzzSettings(long seed, long requests, int batch, int callers) {

    static FuzzSettings small(long seed) {
        return new FuzzSettings(seed, 2_000, 1_000, 24);
    }

    static FuzzSettings large(long seed, long requests) {
        return new FuzzSettings(seed, requests, 4_000, 48);
    }

    /** The generator of one request, which can be drawn again alone. */
    Random random(long request) {
        return new Random(seed * 1_000_003 + request);
    }
}
