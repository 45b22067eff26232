package io.gemstream.gemma.engine;

import java.util.Optional;

/**
 * Totals of speculation since the engine started.
 *
 * @param proposed drafts that were computed
 * @param accepted those that were right: tokens that needed no step of their own
 * @param failure why the proposer is not asked any more; the engine goes on without it
 */
public record SpeculationTotals(long proposed, long accepted, Optional<RuntimeException> failure) {

    static final SpeculationTotals NONE = new SpeculationTotals(0, 0, Optional.empty());

    SpeculationTotals plus(int moreProposed, int moreAccepted) {
        return new SpeculationTotals(proposed + moreProposed, accepted + moreAccepted, failure);
    }

    SpeculationTotals failed(RuntimeException cause) {
        return new SpeculationTotals(proposed, accepted, Optional.of(cause));
    }
}
