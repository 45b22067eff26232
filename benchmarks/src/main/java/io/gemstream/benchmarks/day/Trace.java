package io.gemstream.benchmarks.day;

import io.gemstream.proto.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Who asks what and when: a Poisson process whose rate follows the hour, by thinning (Lewis, Shedler 1979), with prompts and
 * answers of lognormal lengths. In a burst ten times as much is asked for, and what is more is one tenant's.
 *
 * @param bursts when they are
 * @param asked in the order of arrival
 */
record Trace(List<Burst> bursts, List<Asked> asked) {

    private static final double BURST_FACTOR = 10;
    /** Bursts last as long as five minutes do in a day. */
    private static final double BURST_SHARE = 5.0 / (24 * 60);
    private static final double PROMPT_MEDIAN = 120;
    private static final double PROMPT_SIGMA = 1.1;
    private static final int PROMPT_MOST = 4_000;
    private static final double ANSWER_MEDIAN = 32;
    private static final double ANSWER_SIGMA = 1;
    private static final int ANSWER_MOST = 2_000;

    /**
     * A burst.
     *
     * @param atMs since the day began
     * @param party whose it is
     */
    record Burst(long atMs, long untilMs, int party) {

        boolean covers(double ms) {
            return ms >= atMs && ms < untilMs;
        }
    }

    static Trace draw(DayOptions options) {
        SplittableRandom random = new SplittableRandom(options.seed());
        double lengthMs = options.length().toMillis();
        List<Burst> bursts = Stream.generate(() -> burst(random, lengthMs)).limit(options.bursts()).toList();
        double perSlotMs = meanSlotMs(options, random.split());
        double noonPerMs = options.noon() * options.allSlots() / perSlotMs;
        List<Asked> asked = new ArrayList<>();
        double ms = 0;
        while (true) {
            ms -= Math.log(1 - random.nextDouble()) / (noonPerMs * BURST_FACTOR);
            if (ms >= lengthMs) {
                return new Trace(bursts, asked);
            }
            double now = ms;
            double level = level(options, ms / lengthMs) / options.noon();
            double drawn = random.nextDouble() * BURST_FACTOR / level;
            int party = Party.at(random.nextDouble());
            if (drawn < 1) {
                asked.add(draw(asked.size(), ms, party, options, random));
            } else if (drawn < BURST_FACTOR) {
                bursts.stream().filter(burst -> burst.covers(now)).findFirst().ifPresent(
                        burst -> asked.add(draw(asked.size(), now, burst.party(), options, random)));
            }
        }
    }

    /** Share of the slots that is asked for, bursts not counted, at a part of the day from 0 to 1. */
    static double level(DayOptions options, double part) {
        return options.night() + (options.noon() - options.night()) * (1 - Math.cos(2 * Math.PI * part)) / 2;
    }

    private static Burst burst(RandomGenerator random, double lengthMs) {
        double at = lengthMs * (0.05 + 0.85 * random.nextDouble());
        return new Burst((long) at, (long) (at + lengthMs * BURST_SHARE), random.nextInt(Party.ALL.size()));
    }

    private static Asked draw(int number, double ms, int party, DayOptions options, RandomGenerator random) {
        Lane lane = random.nextDouble() < Party.ALL.get(party).batch() ? Lane.BATCH : Lane.INTERACTIVE;
        return new Asked(number, (long) ms, party, lane, prompt(random), answer(random), random.nextInt(options.gateways()));
    }

    private static int prompt(RandomGenerator random) {
        return lognormal(random, PROMPT_MEDIAN, PROMPT_SIGMA, Asked.LEAST_PROMPT, PROMPT_MOST);
    }

    private static int answer(RandomGenerator random) {
        return lognormal(random, ANSWER_MEDIAN, ANSWER_SIGMA, 1, ANSWER_MOST);
    }

    private static int lognormal(RandomGenerator random, double median, double sigma, int least, int most) {
        return (int) Math.clamp(median * Math.exp(sigma * random.nextGaussian()), least, most);
    }

    /** For how long a request has a slot, on average. */
    private static double meanSlotMs(DayOptions options, RandomGenerator random) {
        int draws = 100_000;
        double sum = 0;
        for (int i = 0; i < draws; i++) {
            // A step for each token, the end token among them, and one for each other that reads a prompt meanwhile.
            sum += (Math.min(answer(random), Asked.MOST_TOKENS) + 1) * options.stepMs()
                    + options.slots() * prompt(random) / options.prefillRate() * 1e3;
        }
        return sum / draws;
    }
}
