package io.gemstream.service.config;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.util.Map;

/** Ranges of configuration values, checked once at start. */
public final class ConfigValues {

    private ConfigValues() {}

    /** Refuses a value out of its range with INVALID_CONFIGURATION, which names key, value and range. */
    public static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    key + ": " + value + " (expected: " + expected + ")", Map.of("key", key));
        }
    }
}
