package io.gemstream.benchmarks.load;

/**
 * One text as its client saw it.
 *
 * @param firstTokenMs from the call to the first token
 * @param tokens that came
 */
record Reply(double firstTokenMs, int tokens) {}
