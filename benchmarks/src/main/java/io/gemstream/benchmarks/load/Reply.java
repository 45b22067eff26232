package io.gemstream.benchmarks.load;

/**
 * One text as its client saw it.
 *
 * @param firstTokenMs from the call to the first token
 * @param ms from the call to the end
 * @param tokens that came
 */
record Reply(double firstTokenMs, double ms, int tokens) {

    /** A reply that ends now; times as of {@link System#nanoTime}. */
    static Reply of(long beginNs, long firstTokenNs, int tokens) {
        return new Reply((firstTokenNs - beginNs) / 1e6, (System.nanoTime() - beginNs) / 1e6, tokens);
    }
}
