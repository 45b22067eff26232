package io.gemstream.tokenizerservice.config;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.LaneRules;
import java.util.Map;

/** Ranges of {@link TokenizerConfig} and {@link LaneRules}, checked once at start. */
public final class TokenizerConfigRules {

    private TokenizerConfigRules() {}

    /** Refuses the first value out of range with INVALID_CONFIGURATION, which names key, value and range. */
    public static void check(TokenizerConfig config, LaneRules lanes) {
        require(config.maxHeldTokens() >= 1, "gemstream.tokenizer.max-held-tokens", config.maxHeldTokens(), ">= 1");
        require(lanes.quantum() >= 1, "gemstream.lanes.quantum", lanes.quantum(), ">= 1");
        require(!lanes.batchAging().isNegative(), "gemstream.lanes.batch-aging", lanes.batchAging(), ">= 0s");
    }

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    key + ": " + value + " (expected: " + expected + ")", Map.of("key", key));
        }
    }
}
