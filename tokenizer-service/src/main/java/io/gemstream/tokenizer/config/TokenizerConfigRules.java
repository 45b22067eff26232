package io.gemstream.tokenizer.config;

import io.gemstream.service.config.ConfigValues;
import io.gemstream.service.config.LaneConfig;
import io.gemstream.service.config.LaneRanges;

/** Ranges of {@link TokenizerConfig} and {@link LaneConfig}, checked once at start. */
public final class TokenizerConfigRules {

    private TokenizerConfigRules() {}

    /** Refuses the first value out of range with INVALID_CONFIGURATION, which names key, value and range. */
    public static void check(TokenizerConfig config, LaneConfig lanes) {
        ConfigValues.require(config.maxHeldTokens() >= 1, "gemstream.tokenizer.max-held-tokens", config.maxHeldTokens(), ">= 1");
        LaneRanges.check(lanes);
    }
}
