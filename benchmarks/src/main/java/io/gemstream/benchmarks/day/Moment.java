package io.gemstream.benchmarks.day;

import io.gemstream.proto.Lane;
import java.util.List;
import java.util.Map;

/**
 * What was the case at a moment.
 *
 * @param atMs milliseconds since 1970
 * @param arrivals requests that were first asked since the last one
 * @param refusals since the last one
 * @param tokens that clients got since the last one
 * @param waiting requests that were accepted and had no token, by lane and party
 * @param running requests that had a token and no end
 * @param estimates for each gateway, by lane, the wait in seconds that it says the longest line has; empty where it said none
 * @param cpuSeconds of all processes of a kind since their start
 * @param machineSeconds processor time of the whole machine, whosever it is, since its start
 */
record Moment(long atMs, int arrivals, int refusals, long tokens, Map<Lane, int[]> waiting, int running,
        List<Map<Lane, Double>> estimates, Map<Kind, Double> cpuSeconds, double clientSeconds, double machineSeconds) {

    int backlog() {
        return waiting.values().stream().mapToInt(parties -> java.util.Arrays.stream(parties).sum()).sum();
    }

    /** Party with the most waiting requests in a lane; -1 where there are none. */
    int longest(Lane lane) {
        int longest = -1;
        int[] parties = waiting.get(lane);
        for (int party = 0; party < parties.length; party++) {
            if (parties[party] > (longest < 0 ? 0 : parties[longest])) {
                longest = party;
            }
        }
        return longest;
    }
}
