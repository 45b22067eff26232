package io.gemstream.benchmarks.day;

import io.gemstream.proto.Lane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How equal the service of the tenants is that could not get enough of it (Jain, Chiu, Hawe 1984): in spells of ten seconds,
 * among the tenants that had requests waiting in the lane at every second of the spell. Service is what the order of tasks
 * counts, tokens of prompt and answer, of the generations that began in the spell. Tenants have equal weights.
 */
final class Fairness {

    private static final int SPELL = 10;

    private Fairness() {}

    /**
     * A spell in which tenants competed.
     *
     * @param atMs milliseconds since 1970
     * @param tokens of each party; -1 for those that did not compete
     * @param jain 1 where all got the same, 1/n where one of n got all
     */
    record Spell(long atMs, Lane lane, long[] tokens, double jain) {}

    /**
     * Finds the spells.
     *
     * @param least requests that wait of a tenant that competes: fewer may all lie in the task topic already
     */
    static List<Spell> spells(List<Moment> moments, List<Reading> readings, int least) {
        List<Spell> spells = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            List<Reading> ofLane = readings.stream()
                    .filter(reading -> reading.asked().lane() == lane && !reading.tokenTimesMs().isEmpty()).toList();
            for (int first = 0; first + SPELL < moments.size(); first += SPELL) {
                List<Moment> spell = moments.subList(first, first + SPELL + 1);
                int[] parties = IntStream.range(0, Party.ALL.size())
                        .filter(party -> spell.stream().allMatch(moment -> moment.waiting().get(lane)[party] >= least))
                        .toArray();
                if (parties.length > 1) {
                    spells.add(spell(lane, spell.getFirst().atMs(), spell.getLast().atMs(), parties, ofLane));
                }
            }
        }
        return spells;
    }

    private static Spell spell(Lane lane, long fromMs, long untilMs, int[] parties, List<Reading> readings) {
        long[] tokens = new long[Party.ALL.size()];
        Arrays.fill(tokens, -1);
        for (int party : parties) {
            tokens[party] = readings.stream().filter(reading -> reading.asked().party() == party)
                    .filter(reading -> reading.tokenTimesMs().getFirst() >= fromMs
                            && reading.tokenTimesMs().getFirst() < untilMs)
                    .mapToLong(reading -> reading.asked().promptTokens() + reading.expectedTokens()).sum();
        }
        return new Spell(fromMs, lane, tokens, jain(Arrays.stream(tokens).filter(one -> one >= 0).toArray()));
    }

    static double jain(long[] shares) {
        double sum = Arrays.stream(shares).sum();
        double squares = Arrays.stream(shares).mapToDouble(share -> (double) share * share).sum();
        return squares == 0 ? 1 : sum * sum / (shares.length * squares);
    }
}
