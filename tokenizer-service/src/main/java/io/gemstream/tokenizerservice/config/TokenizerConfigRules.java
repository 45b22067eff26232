package io.gemstream.tokenizerservice.config;

import io.gemstream.proto.ConfigValues;
import io.gemstream.proto.LaneRanges;
import io.gemstream.proto.LaneRules;

/** Ranges of {@link TokenizerConfig} and {@link LaneRules}, checked once at start. */
public final class TokenizerConfigRules {

    private TokenizerConfigRules() {}

    /** Refuses the first value out of range with INVALID_CONFIGURATION, which names key, value and range. */
    public static void check(TokenizerConfig config, LaneRules lanes) {
        ConfigValues.require(config.maxHeldTokens() >= 1, "gemstream.tokenizer.max-held-tokens", config.maxHeldTokens(), ">= 1");
        LaneRanges.check(lanes);
    }
}
