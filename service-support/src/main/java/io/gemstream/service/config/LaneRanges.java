package io.gemstream.service.config;

/** Ranges of {@link LaneConfig}, checked once at start by every service that goes by them. */
public final class LaneRanges {

    private LaneRanges() {}

    /** Refuses the first value out of range with INVALID_CONFIGURATION, which names key, value and range. */
    public static void check(LaneConfig rules) {
        ConfigValues.require(rules.quantum() >= 1, "gemstream.lanes.quantum", rules.quantum(), ">= 1");
        ConfigValues.require(!rules.batchAging().isNegative(), "gemstream.lanes.batch-aging", rules.batchAging(), ">= 0s");
    }
}
