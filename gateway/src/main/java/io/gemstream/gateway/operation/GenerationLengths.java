package io.gemstream.gateway.operation;

import io.gemstream.proto.SamplingDefaults;

/**
 * Learns how long generations become from those that ended lately (ADR 27). The limit of a request says little: many
 * clients always allow thousands. The chance that the next token is the last is taken as constant within a range of
 * lengths, and learned for each range (a piecewise exponential model: M. Friedman, Piecewise Exponential Models for
 * Survival Data with Covariates, Annals of Statistics 10(1), 1982). So a generation that its limit cut off teaches "at
 * least so long", and one at work that is longer than most has a rest of its own. Not thread-safe.
 */
final class GenerationLengths {

    /** Tokens of the first range; each further one ends at twice the length, the last nowhere. */
    private static final int FIRST = 16;
    private static final int RANGES = 16;

    /** Mean length before anything is known, with the weight of one generation. */
    private static final double USUAL = SamplingDefaults.MAX_TOKENS;

    /** Weight that is left to earlier generations when another has ended: about the last fifty count. */
    private static final double KEPT = 0.98;

    private final double[] ends = new double[RANGES]; // generations that ended in the range
    private final double[] tokens = new double[RANGES]; // tokens that came in it

    /**
     * Takes a generation that ended. One that was to have no token says nothing.
     *
     * @param cut whether its limit ended it, and it might have gone on
     */
    void ended(long length, boolean cut) {
        if (length == 0 && cut) {
            return;
        }
        for (int range = 0; range < RANGES; range++) {
            ends[range] *= KEPT;
            tokens[range] = tokens[range] * KEPT + overlap(range, 0, length);
        }
        if (!cut) {
            ends[rangeOf(length)]++;
        }
    }

    /**
     * Tokens that a generation is expected to generate yet.
     *
     * @param from tokens that it has
     * @param most tokens that it may have
     */
    double expected(double from, double most) {
        double expected = 0;
        double alive = 1;
        for (int range = 0; range < RANGES; range++) {
            double length = overlap(range, from, most);
            if (length > 0) {
                double weight = Math.min(end(range) - start(range), USUAL);
                double rate = (ends[range] + weight / USUAL) / (tokens[range] + weight);
                double survives = Math.exp(-rate * length);
                expected += alive * (1 - survives) / rate;
                alive *= survives;
            }
        }
        return expected;
    }

    private static int rangeOf(long length) {
        int range = 0;
        while (end(range) < length) {
            range++;
        }
        return range;
    }

    private static double overlap(int range, double from, double to) {
        return Math.max(0, Math.min(end(range), to) - Math.max(start(range), from));
    }

    private static double start(int range) {
        return range == 0 ? 0 : end(range - 1);
    }

    private static double end(int range) {
        return range == RANGES - 1 ? Double.POSITIVE_INFINITY : FIRST << range;
    }
}
