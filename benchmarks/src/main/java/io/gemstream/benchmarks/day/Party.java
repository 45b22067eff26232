package io.gemstream.benchmarks.day;

import io.gemstream.proto.Tenant;
import java.util.List;

/**
 * A tenant and what it asks for.
 *
 * @param share of all requests
 * @param batch share of its own requests that may wait
 */
record Party(Tenant tenant, double share, double batch) {

    /** From one that asks for half of all to one that asks now and then; their shares add up to 1. */
    static final List<Party> ALL = List.of(
            new Party(new Tenant("greedy"), 0.50, 0.6),
            new Party(new Tenant("large"), 0.25, 0.2),
            new Party(new Tenant("middling"), 0.15, 0.2),
            new Party(new Tenant("small"), 0.07, 0.2),
            new Party(new Tenant("tiny"), 0.03, 0.2));

    /** The place in {@link #ALL} of one drawn by share, by a number from 0 to 1. */
    static int at(double drawn) {
        int party = 0;
        for (double rest = drawn; party < ALL.size() - 1 && rest >= ALL.get(party).share(); party++) {
            rest -= ALL.get(party).share();
        }
        return party;
    }
}
